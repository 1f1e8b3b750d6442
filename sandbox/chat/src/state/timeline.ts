import type { Message } from '../api/model.ts';
import { contentOf, serviceKind } from '../text/message-content.ts';

/** A line of the chat as it is drawn. */
export type TimelineRow =
  | { readonly kind: 'day'; readonly key: string; readonly dateMs: number }
  | {
      readonly kind: 'bubble';
      readonly key: string;
      /** One message, or the pictures of an album. */
      readonly messages: readonly [Message, ...Message[]];
      readonly mine: boolean;
      /** First and last of a run of bubbles by the same sender: they get a name and a tail. */
      readonly first: boolean;
      readonly last: boolean;
    }
  | { readonly kind: 'service'; readonly key: string; readonly message: Message };

/** A pause after which the same sender starts a new run, in seconds. */
const RUN_PAUSE_S = 300;

/** Day separators, albums put together, and runs by the same sender, oldest first. */
export function timeline(messages: readonly Message[], myId: number | undefined): TimelineRow[] {
  const rows: TimelineRow[] = [];
  const groups = albums(messages);
  for (const [index, group] of groups.entries()) {
    const [message] = group;
    const before = groups[index - 1]?.at(-1);
    const after = groups[index + 1]?.[0];
    if (before === undefined || dayOf(before) !== dayOf(message)) {
      rows.push({ kind: 'day', key: `day-${dayOf(message)}`, dateMs: message.date * 1000 });
    }
    const key = String(message.message_id);
    if (isService(message)) {
      rows.push({ kind: 'service', key, message });
      continue;
    }
    rows.push({
      kind: 'bubble',
      key,
      messages: group,
      mine: message.from?.id === myId,
      first: before === undefined || !inOneRun(before, message),
      last: after === undefined || !inOneRun(message, after),
    });
  }
  return rows;
}

type Group = [Message, ...Message[]];

function albums(messages: readonly Message[]): Group[] {
  const groups: Group[] = [];
  for (const message of messages) {
    const previous = groups.at(-1);
    const albumId = message.media_group_id;
    if (albumId !== undefined && previous?.[0].media_group_id === albumId) previous.push(message);
    else groups.push([message]);
  }
  return groups;
}

function inOneRun(a: Message, b: Message): boolean {
  return (
    a.from?.id === b.from?.id &&
    b.date - a.date < RUN_PAUSE_S &&
    dayOf(a) === dayOf(b) &&
    !isService(a) &&
    !isService(b)
  );
}

function dayOf(message: Message): string {
  return new Date(message.date * 1000).toDateString();
}

function isService(message: Message): boolean {
  return serviceKind(message) !== undefined && contentOf(message).kind === 'other';
}
