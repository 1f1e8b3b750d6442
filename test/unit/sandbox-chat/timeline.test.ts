import { describe, expect, test } from 'vitest';
import { timeline } from '../../../sandbox/chat/src/state/timeline.ts';
import { ANNA, BOT, messageOf } from './builders.ts';

const DAY_S = 86_400;

/** What is drawn, one word a row. */
function drawn(...messages: Parameters<typeof timeline>[0]): string[] {
  return timeline(messages, ANNA.id).map((row) => {
    if (row.kind !== 'bubble') return row.kind;
    const who = row.mine ? 'mine' : 'theirs';
    const ends = `${row.first ? ' first' : ''}${row.last ? ' last' : ''}`;
    return `${who} x${row.messages.length}${ends}`;
  });
}

describe('timeline', () => {
  test('joins the bubbles of one sender into runs', () => {
    expect(drawn(messageOf(1, ANNA), messageOf(2, BOT), messageOf(3, BOT))).toEqual([
      'day',
      'mine x1 first last',
      'theirs x1 first',
      'theirs x1 last',
    ]);
  });

  test('puts an album into one bubble', () => {
    const album = { media_group_id: 'a' };
    expect(
      drawn(
        messageOf(1, ANNA, album),
        messageOf(2, ANNA, album),
        messageOf(3, ANNA, { media_group_id: 'b' }),
      ),
    ).toEqual(['day', 'mine x2 first', 'mine x1 last']);
  });

  test('begins a new run after a pause, and a new day with its date', () => {
    const first = messageOf(1, BOT);
    expect(
      drawn(
        first,
        messageOf(2, BOT, { date: first.date + 600 }),
        messageOf(3, BOT, { date: first.date + DAY_S }),
      ),
    ).toEqual([
      'day',
      'theirs x1 first last',
      'theirs x1 first last',
      'day',
      'theirs x1 first last',
    ]);
  });

  test('lets a service line cut a run', () => {
    const { text: _text, ...untitled } = messageOf(2, ANNA);
    const renamed = { ...untitled, new_chat_title: 'Club' } as typeof untitled;
    expect(drawn(messageOf(1, ANNA), renamed, messageOf(3, ANNA))).toEqual([
      'day',
      'mine x1 first last',
      'service',
      'mine x1 first last',
    ]);
  });
});
