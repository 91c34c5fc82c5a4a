// From the receiver to the pages: deliveries in a ring, of which each page reads at its own pace.
//
// What no page has read yet is never dropped as long as one is there: `hasRoom` says no, and the sender has to come again. Without a page the
// oldest go, and are counted. Every page gets what is in the ring first. The stream is that of `src/engine/live.rs`: a byte for the kind, four
// for the length, the smallest first, and the content.

/** The content type of the stream. */
export const LIVE_TYPE = "application/vnd.spanlens.live";

/** How long a page may take nothing while there is something to take, in milliseconds. Then it is let go. */
const PATIENCE_MS = 60_000;

/** How often pages are told what has been counted, if it has changed, in milliseconds. */
const TELL_MS = 2_000;

export class Relay {
  #entries = [];
  /** The number of the first entry that is kept; numbers count up. */
  #first = 0;
  #bytes = 0;
  #most;
  #pages = new Set();
  #missed = 0;
  #metrics = 0;
  #endpoint = "";
  #told = "";

  /** @param {number} most the bytes that are kept for pages that open later */
  constructor(most) {
    this.#most = most;
    setInterval(() => this.#tell(), TELL_MS).unref();
  }

  /** Where deliveries are to be sent. */
  set endpoint(url) {
    this.#endpoint = url;
  }

  /** Whether anybody reads. */
  get hasPages() {
    return this.#pages.size > 0;
  }

  /** Whether so many bytes more can be taken without a loss to a page that is there. */
  hasRoom(bytes) {
    if (this.#pages.size === 0) return true;
    const unread = Math.min(...[...this.#pages].map(({ next }) => next));
    let free = this.#most - this.#bytes;
    for (let at = this.#first; at < unread && free < bytes; at++) free += this.#entries[at - this.#first].length;
    // One that is larger than all that is kept goes through an empty ring.
    return free >= bytes || unread === this.#first + this.#entries.length;
  }

  /** Takes a delivery. */
  add(body) {
    this.#entries.push(body);
    this.#bytes += body.length;
    let dropped = 0;
    while (this.#bytes > this.#most && dropped < this.#entries.length - 1) this.#bytes -= this.#entries[dropped++].length;
    this.#entries.splice(0, dropped);
    this.#first += dropped;
    this.#missed += dropped;
    for (const page of this.#pages) this.#pump(page);
  }

  countMetrics() {
    this.#metrics++;
  }

  /** Streams to a page from now on, until it leaves: what is kept first. */
  stream(response, headers) {
    response.writeHead(200, { ...headers, "content-type": LIVE_TYPE });
    const page = { response, next: this.#first, isFull: false, since: 0 };
    this.#pages.add(page);
    response.on("drain", () => {
      page.isFull = false;
      this.#pump(page);
    });
    response.once("close", () => this.#pages.delete(page));
    response.on("error", () => this.#pages.delete(page));
    // What was dropped while pages read it is none that they have missed.
    response.write(frame("T", Buffer.from(`${this.#endpoint === "" ? "" : `endpoint ${this.#endpoint}\n`}missed ${this.#missed}\nmetrics ${this.#metrics}`)));
    this.#pump(page);
  }

  #pump(page) {
    page.next = Math.max(page.next, this.#first);
    while (!page.isFull && page.next < this.#first + this.#entries.length) {
      const body = this.#entries[page.next - this.#first];
      page.next++;
      page.isFull = !page.response.write(frame("B", body));
      page.since = Date.now();
    }
  }

  /** Tells what has changed, and lets go of pages that take nothing. */
  #tell() {
    const told = `metrics ${this.#metrics}`;
    const now = Date.now();
    for (const page of this.#pages) {
      if (page.isFull && now - page.since > PATIENCE_MS) page.response.destroy();
      else if (told !== this.#told && !page.isFull) page.response.write(frame("T", Buffer.from(told)));
    }
    this.#told = told;
  }
}

function frame(kind, content) {
  const header = Buffer.alloc(5);
  header.write(kind, 0, "latin1");
  header.writeUInt32LE(content.length, 1);
  return Buffer.concat([header, content]);
}
