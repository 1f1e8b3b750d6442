import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor, Origin } from '../../../application/access/actor.ts';
import { sessionLifeMs } from '../../../domain/access/session.ts';
import type { ApiContext, SessionCookie } from '../context.ts';
import { rateLimited, unauthenticated, unavailable } from '../errors/request-errors.ts';
import { createLoaders } from '../loaders.ts';
import type { ApiServices } from '../services.ts';

/** Whoever sent a request, by cookie or by key. */
export type Authenticated =
  | { readonly kind: 'nobody' }
  /** `renewedToken`: the session's token was rotated, and the browser has to learn the new one. */
  | {
      readonly kind: 'actor';
      readonly actor: Actor;
      /** Absent for a key. */
      readonly sessionId?: string | undefined;
      readonly renewedToken?: string | undefined;
    }
  /** A key or session that is not, or no longer, valid. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'rate_limited'; readonly retryAfterSeconds: number };

export interface Credentials {
  readonly sessionToken: string | undefined;
  /** Without the word Bearer. */
  readonly apiKey: string | undefined;
  readonly origin: Origin;
}

export interface ApiRequests {
  /** Undefined while the product starts. */
  readonly services: () => ApiServices | undefined;
  readonly authenticate: (credentials: Credentials) => Promise<Authenticated>;
  /** Whose session it is by now; undefined when it is over. */
  readonly sessionActor: (sessionId: string) => Promise<Actor | undefined>;
  /** Cookies are then sent over HTTPS alone. */
  readonly isHttps: boolean;
}

const cookieName = 'nb_session';
/** The server ends the session, at the latest by then; the browser may forget it with it. */
const cookieLifeSeconds = sessionLifeMs / 1_000;

type Cookie = Omit<SessionCookie, 'id'>;

/** @throws GraphQLError when the product is not ready, or the credentials are refused */
export async function contextOf(
  options: ApiRequests,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<ApiContext> {
  const services = options.services();
  if (services === undefined) {
    throw unavailable();
  }
  const { cookie, credentials } = credentialsOf(options, request, reply);
  const authenticated = await options.authenticate(credentials);
  const id = authenticated.kind === 'actor' ? authenticated.sessionId : undefined;
  return {
    requestId: request.id,
    actor: actorIn(authenticated, credentials, cookie),
    origin: credentials.origin,
    services,
    loaders: createLoaders(services),
    session: { ...cookie, id },
    actorNow: async () => {
      if (id !== undefined) {
        return options.sessionActor(id);
      }
      const now = await options.authenticate(credentials);
      return now.kind === 'actor' ? now.actor : undefined;
    },
  };
}

/**
 * Whoever sent a request to another door of the same server, e.g. to `/uploads`.
 *
 * @throws GraphQLError when the credentials are refused
 */
export async function requestActor(
  options: Pick<ApiRequests, 'authenticate' | 'isHttps'>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Actor | undefined> {
  const { cookie, credentials } = credentialsOf(options, request, reply);
  return actorIn(await options.authenticate(credentials), credentials, cookie);
}

function credentialsOf(
  { isHttps }: Pick<ApiRequests, 'isHttps'>,
  request: FastifyRequest,
  reply: FastifyReply,
): { readonly cookie: Cookie; readonly credentials: Credentials } {
  const origin: Origin = { ip: request.ip, userAgent: request.headers['user-agent'] };
  const cookie = cookieOf(request, reply, isHttps || request.protocol === 'https');
  return {
    cookie,
    credentials: { sessionToken: cookie.token, apiKey: bearerOf(request), origin },
  };
}

function actorIn(
  authenticated: Authenticated,
  { apiKey }: Credentials,
  cookie: Cookie,
): Actor | undefined {
  switch (authenticated.kind) {
    case 'nobody':
      return undefined;
    case 'actor':
      if (authenticated.renewedToken !== undefined) {
        cookie.set(authenticated.renewedToken);
      }
      return authenticated.actor;
    case 'refused':
      if (apiKey !== undefined) {
        throw unauthenticated();
      }
      // An old cookie must not keep its browser from signing in again.
      cookie.clear();
      return undefined;
    case 'rate_limited':
      throw rateLimited(authenticated.retryAfterSeconds);
  }
}

function bearerOf({ headers }: FastifyRequest): string | undefined {
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
}

/**
 * The cookie is ignored on requests that another site makes: SameSite=Strict keeps browsers from
 * sending it there, and this is the second lock.
 */
function cookieOf(request: FastifyRequest, reply: FastifyReply, isHttps: boolean): Cookie {
  const { cookie = '', 'sec-fetch-site': site } = request.headers;
  const isForeign = site === 'cross-site' || site === 'same-site';
  const options = { path: '/', httpOnly: true, sameSite: 'strict', secure: isHttps } as const;
  const write = (value: string, maxAge: number) => {
    reply.header('set-cookie', stringifySetCookie(cookieName, value, { ...options, maxAge }));
  };
  return {
    token: isForeign ? undefined : parseCookie(cookie)[cookieName],
    set: (token) => write(token, cookieLifeSeconds),
    clear: () => write('', 0),
  };
}
