import { searchWords } from '../dataset/words.ts';
import { type List, listOperation, nth, type Operation } from '../operation.ts';
import { isoDaysBefore } from '../samples.ts';

const row = `id kind status prompt modelName price charged createdAt finishedAt
  failure { kind } user { id username firstName }`;

const generations = (name: string, list: Partial<List> = {}): Operation =>
  listOperation({ name: `generations: ${name}`, field: 'generations', node: row, ...list });

const found = (name: string, words: readonly string[]): Operation =>
  generations(`prompt has ${name}, counted`, {
    args: 'filter: { promptSearch: $words }',
    isCounted: true,
    declared: '$words: String!',
    variables: (_samples, run) => ({ words: nth(words, run) }),
  });

const { common, middling, rare, none } = searchWords;

export const generationOperations: readonly Operation[] = [
  generations('newest first'),
  generations('oldest first', { args: 'sort: { by: CREATED, direction: ASC }' }),
  { name: 'generations: how many', document: '{ generations(first: 1) { totalCount } }' },
  generations('edits, counted', { args: 'filter: { kind: EDIT }', isCounted: true }),
  generations('delivered, counted', {
    args: 'filter: { statuses: [SUCCEEDED] }',
    isCounted: true,
  }),
  generations('failed or blocked, counted', {
    args: 'filter: { statuses: [FAILED, BLOCKED] }',
    isCounted: true,
  }),
  generations('at work, counted', {
    args: 'filter: { statuses: [QUEUED, RUNNING, DELIVERING] }',
    isCounted: true,
  }),
  generations('of one model, counted', {
    args: 'filter: { modelId: "mod_gemini-3-pro-image" }',
    isCounted: true,
  }),
  generations('failed as the model is retired, counted', {
    args: 'filter: { failureKind: MODEL_RETIRED }',
    isCounted: true,
  }),
  generations('failed as the model was overloaded, counted', {
    args: 'filter: { failureKind: OVERLOADED }',
    isCounted: true,
  }),
  generations('of one user, counted', {
    args: 'filter: { userId: $user }',
    isCounted: true,
    declared: '$user: ID!',
    variables: ({ busyUsers }, run) => ({ user: `usr_${nth(busyUsers, run)}` }),
  }),
  generations('pictures of one week, counted', {
    args: 'filter: { kind: IMAGE, createdAt: { from: $from, until: $until } }',
    isCounted: true,
    declared: '$from: DateTimeISO!, $until: DateTimeISO!',
    variables: ({ now }, run) => ({
      from: isoDaysBefore(now, 67 - run),
      until: isoDaysBefore(now, 60 - run),
    }),
  }),
  found('a word of nearly half', [common]),
  found('a word of few', [middling]),
  found('a word of some twenty', [rare]),
  found('a word of none', [none]),
  found('two words', [`banana ${common}`, `cat ${common}`, `${common} портр`]),
  found('the beginning of a word', ['bana', 'zq00000', 'дра']),
  generations('with pictures, answer and messages', {
    node: `${row} answer images { id mimeType width height } deliveries { index messageId }
      output { modelName cost { amount currency } } model { id }`,
  }),
  {
    name: 'generation: one',
    document: `query One($id: ID!) { generation(id: $id) {
      ${row} answer images { id mimeType } deliveries { messageId }
    } }`,
    variables: ({ generations: ids }, run) => ({ id: `gen_${nth(ids, run)}` }),
  },
];
