// The terminal draws whole pixels, so the shape of a cell depends on font, zoom and screen. Pictures
// need it: the height of a cell in hundredths of its width follows each size.
window.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    const asked = new URL(given[0]).searchParams;
    this.addEventListener("open", () => this.tellShape(asked.get("width"), asked.get("height")));
  }

  send(data) {
    super.send(data);
    if (data.startsWith('["resize"')) {
      const { width, height } = JSON.parse(data)[1];
      this.tellShape(width, height);
    }
  }

  tellShape(columns, rows) {
    // In the next frame the terminal has its new size.
    requestAnimationFrame(() => {
      const screen = document.querySelector(".xterm-screen").getBoundingClientRect();
      const shape = Math.round((100 * screen.height * columns) / (screen.width * rows));
      if (this.readyState === WebSocket.OPEN && Number.isFinite(shape)) {
        super.send(JSON.stringify(["cell", shape]));
      }
    });
  }
};

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
