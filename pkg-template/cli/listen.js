// `spanlens --listen`: the page, with what is sent to this machine as it comes.

import { openInBrowser } from "./opener.js";
import { startReceiver } from "./receiver.js";
import { Relay } from "./relay.js";
import { Saved } from "./save.js";
import { startServer } from "./server.js";

/** Receives, and serves the page, until it is stopped. */
export async function listen({ host, port: receiving }, { buffer, save, port, opens }) {
  const relay = new Relay(buffer);
  const saved = save === undefined ? undefined : await Saved.open(save);
  const sink = {
    hasRoom: (bytes) => relay.hasRoom(bytes) && (saved?.hasRoom ?? true),
    add: (delivery) => {
      if (delivery.signal === "metrics") return relay.countMetrics();
      saved?.add(delivery);
      relay.add(delivery.body);
    },
  };
  const { endpoint } = await startReceiver({ host, port: receiving }, sink);
  relay.endpoint = endpoint;
  const { url } = await startServer([], port, undefined, relay);
  console.log(`OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint}
OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
Set these where your programs run, and see their traces and logs:
Spanlens is at ${url}
Press Ctrl+C to stop it.`);
  if (opens) await openInBrowser(url);
}
