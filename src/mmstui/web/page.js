// textual.js opens a terminal in each .textual-terminal when the page has loaded.
const openTerminals = window.onload;

window.onload = async (event) => {
  const terminal = document.getElementById("terminal");
  terminal.dataset.sessionWebsocketUrl = new URL("ws", location.href).href.replace(/^http/, "ws");
  // The terminal measures its font once, when it opens.
  await document.fonts.load("16px 'Roboto Mono'");
  openTerminals(event);
};

// Keys go to the terminal without a click, and to the button once the inbox is closed.
new MutationObserver(() => {
  const classes = document.body.classList;
  if (classes.contains("-closed")) {
    document.querySelector("button").focus();
  } else if (classes.contains("-first-byte")) {
    document.querySelector("#terminal textarea").focus();
  }
}).observe(document.documentElement, { attributes: true, attributeFilter: ["class"], subtree: true });
