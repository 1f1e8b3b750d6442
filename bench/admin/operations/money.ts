import { type List, listOperation, nth, type Operation } from '../operation.ts';
import { isoDaysBefore } from '../samples.ts';

const user = 'user { id username firstName }';
const payment = `id method status credits grantedCredits price { amount currency } chargeId paidAt
  createdAt ${user}`;
const entry = `id operation kind amount reference note createdAt ${user}`;

const payments = (name: string, list: Partial<List> = {}): Operation =>
  listOperation({ name: `payments: ${name}`, field: 'payments', node: payment, ...list });

const entries = (name: string, list: Partial<List> = {}): Operation =>
  listOperation({ name: `credit entries: ${name}`, field: 'creditEntries', node: entry, ...list });

const ofOneUser: Partial<List> = {
  args: 'filter: { userId: $user }',
  isCounted: true,
  declared: '$user: ID!',
  variables: ({ busyUsers }, run) => ({ user: `usr_${nth(busyUsers, run)}` }),
};

export const moneyOperations: readonly Operation[] = [
  payments('newest first'),
  payments('paid last first', { args: 'sort: { by: PAID }' }),
  payments('largest first, in rubles, counted', {
    args: 'filter: { currency: RUB }, sort: { by: AMOUNT }',
    isCounted: true,
  }),
  payments('refunded, counted', { args: 'filter: { statuses: [REFUNDED] }', isCounted: true }),
  payments('by Stars, paid in the last week, counted', {
    args: 'filter: { method: STARS, paidAt: { from: $from } }, sort: { by: PAID }',
    isCounted: true,
    declared: '$from: DateTimeISO!',
    variables: ({ now }) => ({ from: isoDaysBefore(now, 7) }),
  }),
  payments('of one user, counted', ofOneUser),
  payments('found by charge', {
    args: 'filter: { search: $search }',
    declared: '$search: String!',
    variables: ({ charges }, run) => ({ search: nth(charges, run) }),
  }),
  payments('with refunds and history', {
    node: `${payment} refunds { id status amount { amount } } events { kind at }`,
  }),
  entries('newest first'),
  entries('of one user, counted', ofOneUser),
  entries('by an admin, counted', { args: 'filter: { kind: ADMIN }', isCounted: true }),
  entries('taken back, counted', { args: 'filter: { operation: REVOKE }', isCounted: true }),
  entries('captures, counted', { args: 'filter: { operation: CAPTURE }', isCounted: true }),
  entries('of one reference', {
    args: 'filter: { reference: $reference }',
    declared: '$reference: String!',
    variables: ({ references }, run) => ({ reference: nth(references, run) }),
  }),
  listOperation({
    name: 'referrals: newest first, counted',
    field: 'referrals',
    node: 'createdAt rewardedAt inviter { id username } invitee { id username }',
    isCounted: true,
  }),
  listOperation({
    name: 'promo codes: newest first',
    field: 'promoCodes',
    node: 'code isEnabled redemptionCount createdAt',
  }),
  listOperation({
    name: 'promo codes: redemptions, newest first, counted',
    field: 'promoRedemptions',
    node: 'id code redeemedAt user { id username }',
    isCounted: true,
  }),
  listOperation({
    name: 'audit log: on one user',
    field: 'auditLog',
    args: 'filter: { subjectId: $user }',
    node: 'id at action actor { name }',
    declared: '$user: ID!',
    variables: ({ users }, run) => ({ user: `usr_${nth(users, run)}` }),
  }),
  listOperation({
    name: 'audit log: newest first, counted',
    field: 'auditLog',
    node: 'id at action actor { name }',
    isCounted: true,
  }),
];
