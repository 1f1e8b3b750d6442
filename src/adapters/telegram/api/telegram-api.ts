import { Api } from 'grammy';
import type { Logger } from '../../../application/ports/logger.ts';
import { limitCallTime } from './call-time.ts';
import { hideToken } from './hide-token.ts';
import { rememberMissingMethods } from './missing-methods.ts';

export interface TelegramApiOptions {
  readonly token: string;
  /** e.g. `https://api.telegram.org`. */
  readonly apiRoot: string;
  readonly logger: Logger;
}

// grammY's own time-out is the last resort: calls have shorter ones by method.
const longestCallSeconds = 130;

/**
 * The client of the Bot API that every part of the product uses. Calls end in time, and optional
 * methods that the server lacks are asked for once. Errors are grammY's (`GrammyError`,
 * `HttpError`): `failureOf` reads them. They never hold the token.
 */
export function createTelegramApi({ token, apiRoot, logger }: TelegramApiOptions): Api {
  const api = new Api(token, {
    apiRoot: apiRoot.replace(/\/+$/, ''),
    timeoutSeconds: longestCallSeconds,
  });
  api.config.use(hideToken(token), limitCallTime(), rememberMissingMethods(logger));
  return api;
}
