import { query } from './http.ts';
import type { SimEvent } from './model.ts';
import { EVENTS_URL } from './telegram-control.ts';

const RETRY_MS = 1_000;

export type EventHandlers = {
  /** The stream is open, for the first time or again. */
  readonly onOpen: () => void;
  readonly onEvent: (event: SimEvent) => void;
  readonly onLost: () => void;
};

/**
 * Follows the stand-in's changes until the returned function is called. Browsers reconnect by
 * themselves, but slowly, and give up for good when a server answers with an error, as a proxy does
 * while the sandbox restarts; so it is done here.
 */
export function followEvents(handlers: EventHandlers): () => void {
  let source: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let lastSeq: number | undefined;

  const connect = () => {
    source = new EventSource(EVENTS_URL + query({ lastEventId: lastSeq }));
    source.onopen = handlers.onOpen;
    source.onmessage = ({ data }: MessageEvent<string>) => {
      const event = JSON.parse(data) as SimEvent;
      lastSeq = event.seq;
      handlers.onEvent(event);
    };
    source.onerror = () => {
      handlers.onLost();
      source?.close();
      retry = setTimeout(connect, RETRY_MS);
    };
  };

  connect();
  return () => {
    clearTimeout(retry);
    source?.close();
  };
}
