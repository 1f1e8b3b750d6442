import { type List, listOperation, nth, type Operation } from './operation.ts';

/** The same list asked of both: same page, same order, same columns. */
export interface Comparison {
  readonly ours: Operation;
  readonly theirs: Operation;
}

/** What the two schemas call differently. */
interface Dialect {
  readonly field: string;
  /** Columns that only one names so. */
  readonly node?: string;
  readonly filter?: string;
  readonly declared?: string;
  readonly variables?: List['variables'];
}

const newestFirst = 'orderBy: [CREATED_AT_DESC, PRIMARY_KEY_DESC]';

function compared(name: string, node: string, ours: Dialect, theirs: Dialect): Comparison {
  const own = { name, args: ours.filter === undefined ? '' : `filter: { ${ours.filter} }` };
  const condition = theirs.filter === undefined ? '' : `condition: { ${theirs.filter} }`;
  const other = { name, args: `${newestFirst}, ${condition}`, cursorType: 'Cursor' };
  return {
    ours: listOperation({ ...ours, ...own, node: `${node} ${ours.node ?? ''}` }),
    theirs: listOperation({ ...theirs, ...other, node: `${node} ${theirs.node ?? ''}` }),
  };
}

const user = {
  ours: {
    filter: 'userId: $user',
    declared: '$user: ID!',
    variables: ({ busyUsers }, run) => ({ user: `usr_${nth(busyUsers, run)}` }),
  },
  theirs: {
    filter: 'userId: $user',
    declared: '$user: BigInt!',
    variables: ({ busyUsers }, run) => ({ user: nth(busyUsers, run) }),
  },
} satisfies Record<'ours' | 'theirs', Partial<Dialect>>;

const users = {
  node: 'username firstName languageCode referralCode createdAt lastSeenAt',
  ours: { field: 'users', node: 'telegramId' },
  theirs: { field: 'allUsers', node: 'rowId' },
};
const generations = {
  node: 'kind status prompt price charged createdAt startedAt finishedAt',
  ours: { field: 'generations', node: 'id modelName' },
  theirs: { field: 'allGenerations', node: 'rowId modelId' },
};
const payments = {
  node: 'method status credits createdAt paidAt',
  ours: { field: 'payments', node: 'id grantedCredits price { amount currency }' },
  theirs: { field: 'allPayments', node: 'rowId granted price currency' },
};
const entries = {
  node: 'operation kind amount reference note createdAt',
  ours: { field: 'creditEntries', node: 'id' },
  theirs: { field: 'allCreditEntries', node: 'rowId' },
};

type Lists = typeof users;

const plain = (name: string, { node, ours, theirs }: Lists): Comparison =>
  compared(name, node, ours, theirs);
const ofUser = (name: string, { node, ours, theirs }: Lists): Comparison =>
  compared(name, node, { ...ours, ...user.ours }, { ...theirs, ...user.theirs });

export const comparisons: readonly Comparison[] = [
  plain('users, newest first', users),
  plain('generations, newest first', generations),
  compared(
    'generations of one model',
    generations.node,
    { ...generations.ours, filter: 'modelId: "mod_gemini-3-pro-image"' },
    { ...generations.theirs, filter: 'modelId: "gemini-3-pro-image"' },
  ),
  ofUser('generations of one user', generations),
  plain('payments, newest first', payments),
  compared(
    'payments that were paid',
    payments.node,
    { ...payments.ours, filter: 'statuses: [PAID]' },
    { ...payments.theirs, filter: 'status: "paid"' },
  ),
  ofUser('payments of one user', payments),
  plain('credit entries, newest first', entries),
  ofUser('credit entries of one user', entries),
];
