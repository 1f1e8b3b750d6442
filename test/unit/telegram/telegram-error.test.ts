import { GrammyError, HttpError } from 'grammy';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../../src/adapters/telegram/api/telegram-error.ts';

function refusal(code: number, description: string, parameters = {}): GrammyError {
  const answer = { ok: false as const, error_code: code, description, parameters };
  return new GrammyError("Call to 'sendMessage' failed!", answer, 'sendMessage', {});
}

describe('an error of the Bot API', () => {
  test.each([
    [403, 'Forbidden: bot was blocked by the user', 'bot was blocked by the user'],
    [403, 'Forbidden: user is deactivated', 'user is deactivated'],
    [
      403,
      'Forbidden: bot was kicked from the supergroup chat',
      'bot was kicked from the supergroup chat',
    ],
    [
      403,
      "Forbidden: bot can't initiate conversation with a user",
      "bot can't initiate conversation with a user",
    ],
    [400, 'Bad Request: chat not found', 'chat not found'],
    [
      400,
      'Bad Request: not enough rights to send photos to the chat',
      'not enough rights to send photos to the chat',
    ],
    [400, 'Bad Request: CHAT_WRITE_FORBIDDEN', 'CHAT_WRITE_FORBIDDEN'],
    [400, 'Bad Request: PEER_ID_INVALID', 'PEER_ID_INVALID'],
  ])('%i %s means unreachable', (code, description, reason) => {
    expect(failureOf(refusal(code, description))).toEqual({ kind: 'unreachable', reason });
  });

  test.each([
    [
      400,
      'Bad Request: message is not modified: specified new message content and reply markup are exactly the same',
      'not_modified',
    ],
    [400, "Bad Request: can't parse entities: unsupported start tag", 'bad_entities'],
    [400, 'Bad Request: ENTITIES_TOO_LONG', 'bad_entities'],
    [400, 'Bad Request: message to edit not found', 'message_gone'],
    [400, 'Bad Request: message to delete not found', 'message_gone'],
    [400, "Bad Request: message can't be deleted for everyone", 'message_gone'],
    [400, 'Bad Request: message thread not found', 'thread_gone'],
    [400, 'Bad Request: file is too big', 'file_too_large'],
    [400, 'Bad Request: wrong file_id or the file is temporarily unavailable', 'file_gone'],
    [400, 'Bad Request: invalid file_id', 'file_gone'],
    [404, 'Not Found: method not found', 'method_missing'],
    [404, 'Not Found', 'method_missing'],
    [500, 'Internal Server Error: restart', 'outage'],
    [502, 'Bad Gateway', 'outage'],
  ])('%i %s means %s', (code, description, kind) => {
    expect(failureOf(refusal(code, description))).toEqual({ kind });
  });

  test.each([
    [400, 'Bad Request: PHOTO_INVALID_DIMENSIONS', 'refused'],
    [413, 'Request Entity Too Large', 'refused'],
    [401, 'Unauthorized: invalid token specified', 'misconfigured'],
    [409, 'Conflict: terminated by other getUpdates request', 'misconfigured'],
  ])('%i %s means %s, with its words', (code, description, kind) => {
    expect(failureOf(refusal(code, description))).toEqual({ kind, description });
  });

  test('that asks for patience says for how long', () => {
    const parsed = refusal(429, 'Too Many Requests: retry after 7');

    expect(failureOf(refusal(429, 'Too Many Requests: retry after 7', { retry_after: 5 }))).toEqual(
      {
        kind: 'flood',
        retryAfterMs: 5_000,
      },
    );
    expect(failureOf(parsed)).toEqual({ kind: 'flood', retryAfterMs: 7_000 });
  });

  test('of a group that became a supergroup names the new chat', () => {
    const error = refusal(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
      migrate_to_chat_id: -100123,
    });

    expect(failureOf(error)).toEqual({ kind: 'migrated', chatId: -100123 });
  });

  test('that is no answer at all is an outage', () => {
    expect(failureOf(new HttpError('Network request failed', new Error('502')))).toEqual({
      kind: 'outage',
    });
  });
});
