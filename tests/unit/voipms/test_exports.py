from mmstui import voipms


def test_the_rooms_face() -> None:
    assert set(voipms.__all__) == {
        "AccessRefused", "BadAddress", "Client", "DailyLimit", "DidGone", "Downloaded",
        "MediaNotThere", "MediaRefused", "NoAnswer", "NotConnected", "Refused", "Sent", "SlowDown",
        "Timeouts", "VoipMsError",
    }  # fmt: skip
    for name in voipms.__all__:
        assert getattr(voipms, name).__module__.startswith("mmstui.voipms.")


def test_each_error_is_one_decision_of_a_caller() -> None:
    decisions = {
        voipms.BadAddress, voipms.AccessRefused, voipms.SlowDown, voipms.DailyLimit,
        voipms.NotConnected, voipms.NoAnswer, voipms.Refused, voipms.MediaNotThere,
        voipms.MediaRefused,
    }  # fmt: skip
    assert set(voipms.VoipMsError.__subclasses__()) == decisions
    assert issubclass(voipms.DidGone, voipms.Refused)
    plain = voipms.Refused("sms_failed", "It was refused.")
    assert (plain.status, plain.words, plain.hint, plain.said) == (
        "sms_failed", "It was refused.", "", "",
    )  # fmt: skip
