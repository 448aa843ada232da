/** The ways in which a page makes a browser send a request. */
export type Channel =
  | "fetch"
  | "fetch without credentials"
  | "fetch of mode no-cors"
  | "image"
  | "script"
  | "frame"
  | "form in a frame"
  | "WebSocket";

/** The ways in which it leaves for a URL. */
export type Navigation = "link" | "form";

/** A script that gives a page all of them. */
export const script = `
const settled = (element) =>
  new Promise((resolve) => {
    element.addEventListener("load", resolve, { once: true });
    element.addEventListener("error", resolve, { once: true });
  });

const add = async (name, properties) => {
  const element = Object.assign(document.createElement(name), properties);
  const loaded = settled(element);
  document.body.append(element);
  await loaded;
  return element;
};

const submit = (action, target) => {
  const form = document.createElement("form");
  document.body.append(Object.assign(form, { action, target, method: "POST" }));
  form.submit();
};

// What the page can read; undefined if nothing.
const read = (url, options) => fetch(url, options).then((response) => response.text()).catch(() => undefined);

let frames = 0;

globalThis.channels = {
  "fetch": (url) => read(url, { credentials: "include" }),
  "fetch without credentials": (url) => read(url),
  "fetch of mode no-cors": (url) => read(url, { credentials: "include", mode: "no-cors" }),
  "image": async (src) => void (await add("img", { src })),
  "script": async (src) => void (await add("script", { src })),
  "frame": async (src) => void (await add("iframe", { src })),
  "form in a frame": async (url) => {
    const name = "frame" + frames++;
    const loaded = settled(await add("iframe", { name }));
    submit(url, name);
    await loaded;
  },
  "WebSocket": (url) =>
    new Promise((resolve) => {
      const socket = new WebSocket(url.replace("http", "ws"));
      socket.onopen = () => socket.close();
      socket.onclose = () => resolve();
    }),
};

globalThis.prefetch = (url) => {
  const rules = { prefetch: [{ source: "list", urls: [url], referrer_policy: "no-referrer" }] };
  const script = document.createElement("script");
  document.body.append(Object.assign(script, { type: "speculationrules", text: JSON.stringify(rules) }));
};

globalThis.navigations = {
  "link": (url) => void (location.href = url),
  "form": (url) => submit(url, "_self"),
};
`;
