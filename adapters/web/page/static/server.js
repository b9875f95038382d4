// Talking to the server: JSON requests, the session, and the stream of events.

import { pause } from "./dom.js";
import { locale } from "./strings.js";

// The server's own refusal: its sentence is meant for the person, asking again would not help.
export class Refused extends Error {
  constructor(status, answer) {
    super(answer?.message ?? String(status));
    this.status = status;
  }
}

export async function ask(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: { "X-Language": locale(), ...(body && { "Content-Type": "application/json" }) },
    body: body && JSON.stringify(body),
  });
  if (response.ok || response.status === 409) return response.status === 204 ? null : response.json();
  const answer = await response.json().catch(() => null);
  if (response.status === 401 && answer?.error === "locked") location.reload();
  throw new Refused(response.status, answer);
}

// Whether an answer of the server is its last word: a defect or a restart is worth another try, a full disk is not.
export function isFinal(status) {
  return (status >= 400 && status < 500) || status === 507;
}

// Asks until the network lets an answer through; a refusal ends it.
export async function insist(method, path, body, isWanted = () => true) {
  for (let wait = 1000; ; wait = Math.min(wait * 2, 15000)) {
    try {
      return await ask(method, path, body);
    } catch (error) {
      if (error instanceof Refused && isFinal(error.status)) throw error;
      if (!isWanted()) throw error;
      await Promise.race([pause(wait), backOnline()]);
    }
  }
}

export function backOnline() {
  return new Promise((done) => addEventListener("online", done, { once: true }));
}

// Keeps one stream of events open. The browser reconnects by itself after a lost line; what it gives up on
// (an answer that is no stream) is opened anew from the last event seen.
export class Stream {
  #source = null;
  #last = 0;
  #handlers;
  #lostTimer = null;

  constructor(handlers) {
    this.#handlers = handlers;
    addEventListener("online", () => this.open());
  }

  open() {
    this.#source?.close();
    const source = new EventSource(`/events?after=${this.#last}`);
    this.#source = source;
    source.onopen = () => this.#found();
    source.onmessage = (event) => {
      this.#last = Number(event.lastEventId);
      this.#handlers.message(JSON.parse(event.data));
    };
    source.addEventListener("ready", () => this.#handlers.ready());
    source.addEventListener("reset", () => {
      this.#last = 0;
      this.#handlers.reset();
    });
    source.onerror = () => {
      this.#lostTimer ??= setTimeout(() => this.#handlers.lost(), 1500);
      if (source.readyState === EventSource.CLOSED) this.#again(source);
    };
  }

  async #again(source) {
    await pause(2000);
    if (source !== this.#source) return;
    await ask("POST", "/session").catch(() => null);
    this.open();
  }

  #found() {
    clearTimeout(this.#lostTimer);
    this.#lostTimer = null;
    this.#handlers.found();
  }
}
