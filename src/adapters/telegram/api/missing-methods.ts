import type { Transformer } from 'grammy';
import type { Logger } from '../../../application/ports/logger.ts';

/** The product is complete without these; some Bot API servers lack them. */
const decorations: ReadonlySet<string> = new Set([
  'sendChatAction',
  'setMyCommands',
  'deleteMyCommands',
  'setMyDescription',
  'setMyShortDescription',
  'setMyName',
  'setChatMenuButton',
  'setMessageReaction',
  'answerCallbackQuery',
  'deleteMessage',
]);

/** Callers have another way for these, so they are told. */
const withSubstitute: ReadonlySet<string> = new Set(['sendMessageDraft', 'editMessageText']);

const missing = { ok: false, error_code: 404, description: 'Not Found: method not found' } as const;

/**
 * Asks a server once for an optional method that it lacks. After that, decorations succeed without
 * a call, and methods with a substitute fail at once with 404.
 */
export function rememberMissingMethods(logger: Logger): Transformer {
  const absent = new Set<string>();
  return async (previous, method, payload, signal) => {
    const optional = decorations.has(method) || withSubstitute.has(method);
    if (!optional) {
      return previous(method, payload, signal);
    }
    if (!absent.has(method)) {
      const answer = await previous(method, payload, signal);
      if (answer.ok || answer.error_code !== 404) {
        return answer;
      }
      absent.add(method);
      logger.warn('telegram_method_missing', { method });
    }
    return withSubstitute.has(method) ? missing : { ok: true, result: true as never };
  };
}
