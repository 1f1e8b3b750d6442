import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiAnswer, Variables } from './harness/api.ts';
import {
  type IdSource,
  idsOf,
  type RootField,
  rootFieldsOf,
  schemaOf,
  smallestDocument,
  unknownIds,
} from './harness/api-documents.ts';
import { ApiWorld } from './harness/api-world.ts';

/* Every argument that breaks a rule is named with the rule; ids of nothing are answered as such. */

let api: ApiWorld;
let fields: readonly RootField[];
let existing: IdSource;

beforeAll(async () => {
  api = await ApiWorld.start();
  const [life] = await api.lives(1);
  if (life === undefined) {
    throw new Error('Nobody lives');
  }
  existing = idsOf(life);
  fields = rootFieldsOf(await schemaOf(api.owner));
});

afterAll(async () => {
  await api.close();
});

/** These end or change what the test is signed in with. */
const ownAccount = /^Mutation\.(?:login|logout|changePassword|setupTotp|confirmTotp|disableTotp)$/;

const queries = () => fields.filter(({ operation }) => operation === 'query');
const mutations = () =>
  fields.filter(({ operation, name }) => operation === 'mutation' && !ownAccount.test(name));
const lists = () => queries().filter(({ field }) => field.args.some((arg) => arg.name === 'last'));

const ask = (field: RootField, ids: IdSource, others: Variables = {}): Promise<ApiAnswer> => {
  const { query, variables } = smallestDocument(field, ids, others);
  return api.owner.ask(query, variables);
};

interface Problem {
  readonly field: string;
  readonly rule: string;
}

/** The fields that an answer names; a word when it names none. */
function problemsIn({ errors, data }: ApiAnswer): readonly string[] {
  const [error] = errors;
  if (error?.extensions.code !== 'BAD_USER_INPUT') {
    return [`${error?.extensions.code ?? JSON.stringify(data)}`];
  }
  const problems = (error.extensions.problems ?? []) as readonly Problem[];
  return problems.map(({ field, rule }) => (rule === '' ? `${field} without a rule` : field));
}

/** For each field what was asked wrongly, and was not refused by the argument's name. */
async function misnamed(
  asked: readonly {
    readonly field: RootField;
    readonly named: string;
    readonly others: Variables;
  }[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { field, named, others } of asked) {
    const problems = problemsIn(await ask(field, existing, others));
    if (!problems.some((problem) => problem === named || problem.startsWith(`${named}.`))) {
      found.push(`${field.name} ${JSON.stringify(others).slice(0, 200)}: ${problems.join(', ')}`);
    }
  }
  return found;
}

const inputOf = ({ field }: RootField): GraphQLInputObjectType | undefined => {
  const type = field.args.find(({ name }) => name === 'input')?.type;
  const named = type === undefined ? undefined : getNamedType(type);
  return isInputObjectType(named) ? named : undefined;
};

/** What no argument of this type may be. */
function wrongValue(type: GraphQLInputType): unknown {
  const inner = isNonNullType(type) ? type.ofType : type;
  if (isListType(inner)) {
    return [{ wrong: true }];
  }
  return isInputObjectType(inner) ? 'wrong' : { wrong: true };
}

describe('an argument that breaks a rule is named', () => {
  test.each(['first', 'last'])(
    'when a list is asked for %s of too many, too few or no number',
    async (arg) => {
      const values = [0, -1, 101, 1_000_000, 2_147_483_648, 1.5, 'ten'];
      const asked = lists().flatMap((field) =>
        values.map((value) => ({ field, named: arg, others: { [arg]: value } })),
      );

      expect(asked.length).toBeGreaterThan(70);
      expect(await misnamed(asked)).toEqual([]);
    },
  );

  test.each(['after', 'before'])('when the cursor %s is none', async (arg) => {
    const values = ['', 'x', '!!!', 'e30', 'bnVsbA', 'a'.repeat(5_000)];
    const asked = lists().flatMap((field) =>
      values.map((value) => ({ field, named: arg, others: { [arg]: value } })),
    );

    expect(await misnamed(asked)).toEqual([]);
  });

  test('when a list is to be paged both ways at once', async () => {
    const asked = lists().map((field) => ({ field, named: 'last', others: { first: 1, last: 1 } }));
    const found = await misnamed(asked);

    // Either of the two may be named.
    expect(found.filter((line) => !/: first/.test(line))).toEqual([]);
  });

  test('when an argument of a query has the wrong type', async () => {
    const asked = queries().flatMap((field) =>
      field.field.args
        .filter(({ type }) => getNamedType(type).name !== 'JSON')
        .map(({ name, type }) => ({ field, named: name, others: { [name]: wrongValue(type) } })),
    );

    expect(asked.length).toBeGreaterThan(50);
    expect(await misnamed(asked)).toEqual([]);
  });

  test('when a field of a filter has the wrong type', async () => {
    const asked = queries().flatMap((field) => {
      const filter = getNamedType(field.field.args.find(({ name }) => name === 'filter')?.type);
      return isInputObjectType(filter)
        ? Object.values(filter.getFields()).map(({ name, type }) => ({
            field,
            named: `filter.${name}`,
            others: { filter: { [name]: wrongValue(type) } },
          }))
        : [];
    });

    expect(asked.length).toBeGreaterThan(30);
    expect(await misnamed(asked)).toEqual([]);
  });

  test('when a time lies where calendars differ', async () => {
    const times = ['0000-01-01T00:00:00Z', '1969-12-31T23:59:59Z', '9999-12-31T23:59:59-12:00'];
    const asked = queries().flatMap((field) => {
      const filter = getNamedType(field.field.args.find(({ name }) => name === 'filter')?.type);
      const ranges = isInputObjectType(filter) ? Object.values(filter.getFields()) : [];
      return ranges
        .filter(({ type }) => getNullableType(type).toString() === 'DateTimeRange')
        .flatMap(({ name }) =>
          times.map((from) => ({
            field,
            named: `filter.${name}.from`,
            others: { filter: { [name]: { from } } },
          })),
        );
    });

    expect(asked.length).toBeGreaterThan(20);
    expect(await misnamed(asked)).toEqual([]);
  });

  test('when a field of a mutation’s input has the wrong type, or is not given', async () => {
    const asked = mutations().flatMap((field) =>
      Object.values(inputOf(field)?.getFields() ?? {}).flatMap(({ name, type }) => {
        const { input } = smallestDocument(field, existing).variables;
        const given = input as Readonly<Record<string, unknown>>;
        const { [name]: _, ...without } = given;
        const wrong = {
          field,
          named: `input.${name}`,
          others: { input: { ...given, [name]: wrongValue(type) } },
        };
        const isRequired = isNonNullType(type) && name in given;
        return isRequired
          ? [wrong, { field, named: 'input', others: { input: without } }]
          : [wrong];
      }),
    );

    expect(asked.length).toBeGreaterThan(50);
    expect(await misnamed(asked)).toEqual([]);
  });

  test('when a text of a mutation’s input is endless, or has a NUL', async () => {
    const texts = [
      'reason',
      'idempotencyKey',
      'name',
      'title',
      'text',
      'prompt',
      'url',
      'code',
      'password',
    ];
    const asked = mutations().flatMap((field) =>
      Object.values(inputOf(field)?.getFields() ?? {})
        .filter(
          ({ name, type }) => texts.includes(name) && getNullableType(type).toString() === 'String',
        )
        .flatMap(({ name }) => {
          const { input } = smallestDocument(field, existing).variables;
          return ['x'.repeat(150_000), 'NUL: \0'].map((text) => ({
            field,
            named: `input.${name}`,
            others: { input: { ...(input as object), [name]: text } },
          }));
        }),
    );

    expect(asked.length).toBeGreaterThan(40);
    expect(await misnamed(asked)).toEqual([]);
  });

  test('when an id is of another type, or of none', async () => {
    const asked = fields
      .filter(({ operation, name }) => operation !== 'subscription' && !ownAccount.test(name))
      .flatMap((field) => {
        const direct = field.field.args
          .filter(({ type }) => getNullableType(type).toString() === 'ID')
          .map(({ name }) => ({ field, named: name, others: { [name]: 'zzz_1' } }));
        const { input } = inputOf(field)
          ? smallestDocument(field, existing).variables
          : { input: {} };
        const inner = Object.values(inputOf(field)?.getFields() ?? {})
          .filter(({ type }) => getNullableType(type).toString() === 'ID')
          .map(({ name }) => ({
            field,
            named: `input.${name}`,
            others: { input: { ...(input as object), [name]: 'zzz_1' } },
          }));
        return [...direct, ...inner];
      });

    expect(asked.length).toBeGreaterThan(20);
    expect(await misnamed(asked)).toEqual([]);
  });
});

describe('an id of nothing', () => {
  test('is NOT_FOUND for a query that asks for one thing', async () => {
    const single = queries().filter(
      ({ field }) =>
        field.args.some(({ name, type }) => /^(?:id|code)$/.test(name) && isNonNullType(type)) &&
        field.name !== 'refundQuote',
    );
    const answers = await Promise.all(single.map((field) => ask(field, unknownIds)));
    const codes = answers.map(({ errors }) => errors[0]?.extensions.code);

    expect(single.length).toBeGreaterThan(7);
    expect(Object.fromEntries(single.map(({ name }, index) => [name, codes[index]]))).toEqual(
      Object.fromEntries(single.map(({ name }) => [name, 'NOT_FOUND'])),
    );
  });

  test('is NotFound for a mutation that names it', async () => {
    const naming = mutations().filter((field) =>
      Object.values(inputOf(field)?.getFields() ?? {}).some(
        ({ type }) => isNonNullType(type) && getNamedType(type).name === 'ID',
      ),
    );
    const outcomes: string[] = [];
    for (const field of naming) {
      const { data, errors } = await ask(field, unknownIds);
      const { __typename: outcome } = (data?.[field.field.name] ?? {}) as { __typename?: string };
      outcomes.push(outcome ?? JSON.stringify(errors));
    }

    expect(naming.length).toBeGreaterThan(7);
    expect(Object.fromEntries(naming.map(({ name }, index) => [name, outcomes[index]]))).toEqual(
      Object.fromEntries(naming.map(({ name }) => [name, 'NotFound'])),
    );
  });
});
