import { type List, listOperation, nth, type Operation } from '../operation.ts';
import { isoDaysBefore, shortPage } from '../samples.ts';

const row = `id telegramId username firstName language status source createdAt lastSeenAt
  balance { available held } totals { generations creditsSpent payments }`;

const users = (name: string, list: Partial<List> = {}): Operation =>
  listOperation({ name: `users: ${name}`, field: 'users', node: row, ...list });

const found = (name: string, search: NonNullable<Operation['variables']>): Operation =>
  users(`found by ${name}, counted`, {
    args: 'filter: { search: $search }',
    isCounted: true,
    declared: '$search: String!',
    variables: search,
  });

const letters = ['an', 'bo', 'ко', 'ол', 'pi', 'ма', 'ne', 'iv'];

const profile: Operation = {
  name: 'user: all that belongs to one of the busiest',
  document: `query Profile($id: ID!) {
    user(id: $id) {
      ${row}
      inviter { id username }
      creditEntries(first: ${shortPage}) {
        totalCount nodes { id operation kind amount reference createdAt }
      }
      generations(first: ${shortPage}) {
        totalCount nodes { id kind status prompt createdAt images { id } }
      }
      payments(first: ${shortPage}) {
        totalCount nodes { id status price { amount currency } createdAt }
      }
      referrals(first: ${shortPage}) { totalCount nodes { createdAt invitee { id username } } }
    }
  }`,
  variables: ({ busyUsers }, run) => ({ id: `usr_${nth(busyUsers, run)}` }),
};

export const userOperations: readonly Operation[] = [
  users('newest first'),
  users('last seen first', { args: 'sort: { by: LAST_SEEN }' }),
  users('highest balance first', { args: 'sort: { by: BALANCE }' }),
  users('most spent first', { args: 'sort: { by: SPENT }' }),
  { name: 'users: the oldest, from the end', document: `{ users(last: 50) { nodes { ${row} } } }` },
  { name: 'users: how many', document: '{ users(first: 1) { totalCount totalCountPrecision } }' },
  users('banned, counted', { args: 'filter: { status: BANNED }', isCounted: true }),
  users('who block the bot, counted', { args: 'filter: { status: UNREACHABLE }', isCounted: true }),
  users('invited, counted', { args: 'filter: { source: REFERRAL }', isCounted: true }),
  users('English payers who are active, most spent first, counted', {
    args: 'filter: { status: ACTIVE, language: EN, hasPaid: true }, sort: { by: SPENT }',
    isCounted: true,
  }),
  users('with a balance of 100 to 200, counted', {
    args: 'filter: { balance: { min: 100, max: 200 } }, sort: { by: BALANCE }',
    isCounted: true,
  }),
  users('seen in the last week, counted', {
    args: 'filter: { lastSeenAt: { from: $from } }, sort: { by: LAST_SEEN }',
    isCounted: true,
    declared: '$from: DateTimeISO!',
    variables: ({ now }) => ({ from: isoDaysBefore(now, 7) }),
  }),
  found('Telegram id', ({ users: ids }, run) => ({ search: nth(ids, run) })),
  found('username', ({ usernames }, run) => ({ search: `@${nth(usernames, run).toUpperCase()}` })),
  found('two letters', (_samples, run) => ({ search: nth(letters, run) })),
  found('what nobody is called', () => ({ search: 'qqxnobody' })),
  profile,
  users('most spent first, with the latest of each', {
    args: 'sort: { by: SPENT }',
    node: `${row} inviter { id username }
      generations(first: 3) { nodes { id kind status createdAt } }
      payments(first: 3) { nodes { id status createdAt } }`,
  }),
];
