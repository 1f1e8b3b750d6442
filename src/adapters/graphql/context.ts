import type { Actor, Origin } from '../../application/access/actor.ts';
import { unauthenticated } from './errors/request-errors.ts';
import type { Loaders } from './loaders.ts';
import type { ApiServices } from './services.ts';

/** What resolvers get of the request that they work for. */
export interface ApiContext {
  readonly requestId: string;
  /** Undefined: nobody is signed in. */
  readonly actor: Actor | undefined;
  readonly origin: Origin;
  readonly services: ApiServices;
  /** Reads of this request, gathered into one statement each. */
  readonly loaders: Loaders;
  readonly session: SessionCookie;
  /** Whoever it is by now: for streams, which outlive a session or a key. */
  readonly actorNow: () => Promise<Actor | undefined>;
}

/** The browser's half of a session. */
export interface SessionCookie {
  /** As the browser sent it. */
  readonly token: string | undefined;
  /** Of the session that the token opens, if it does. */
  readonly id: string | undefined;
  set(token: string): void;
  clear(): void;
}

/** For fields that `anyone` may call and that then need somebody after all. */
export function actorOf({ actor }: ApiContext): Actor {
  if (actor === undefined) {
    throw unauthenticated();
  }
  return actor;
}
