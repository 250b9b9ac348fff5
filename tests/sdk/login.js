// Logs a user in with the JavaScript SDK as a web page does: with a window, and with the login page in between.
const [port, kind, clientId, redirectUri, userId] = process.argv.slice(2);

let went;
const stored = () => {
  const values = new Map();
  return {
    getItem: (name) => values.get(name) ?? null,
    setItem: (name, value) => values.set(name, String(value)),
    removeItem: (name) => values.delete(name),
  };
};
const location = { href: redirectUri, search: "", hash: "", pathname: "/", origin: new URL(redirectUri).origin };
location.replace = (url) => { went = url; };
global.window = { location, localStorage: stored(), sessionStorage: stored(), crypto: globalThis.crypto };
global.localStorage = window.localStorage;
global.sessionStorage = window.sessionStorage;
global.history = { replaceState: () => {} };
global.document = { title: "test" };

const sdk = require("purecloud-platform-client-v2");
const client = sdk.ApiClient.instance;
client.setGateway({ host: "127.0.0.1", protocol: "http", port: Number(port) });
const logIn = () => client[kind](clientId, redirectUri, { state: "a state & more" });

async function page() {
  logIn().catch((fault) => { console.error(fault); process.exit(1); });
  while (!went) await new Promise((wake) => setTimeout(wake, 20));
  const shown = await fetch(went);
  const html = await shown.text();
  const form = new URLSearchParams({ user: userId });
  for (const [, name, value] of html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)) {
    form.set(name, value.replaceAll("&amp;", "&"));
  }
  const cookie = shown.headers.get("set-cookie").split(";")[0];
  const sent = { method: "POST", body: form, redirect: "manual", headers: { cookie, Origin: new URL(went).origin } };
  return new URL((await fetch(new URL("authorize", went), sent)).headers.get("location"));
}

async function main() {
  const back = await page();
  location.search = back.search;
  location.hash = back.hash;
  const data = await logIn();
  const me = await new sdk.UsersApi().getUsersMe({ expand: ["authorization"] });
  await new sdk.TokensApi().deleteTokensMe();
  const after = await new sdk.UsersApi().getUsersMe().catch((body) => body);
  process.stdout.write(JSON.stringify({ state: data.state, me, after }), () => process.exit(0));
}

main().catch((fault) => { console.error(fault); process.exit(1); });
