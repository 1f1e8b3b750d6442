import { GraphQLError, parse, validate } from 'graphql';
import { afterEach, describe, expect, test } from 'vitest';
import { badInput, notFound } from '../../../src/adapters/graphql/errors/request-errors.ts';
import { PublicErrors } from '../../../src/adapters/graphql/protection/public-errors.ts';
import { readLimits } from '../../../src/adapters/graphql/protection/read-limits.ts';
import { DatabaseUnavailable } from '../../../src/adapters/postgres/database-errors.ts';
import { RecordingLogger } from '../../fakes/recording-logger.ts';
import { type SampleApi, type SampleOptions, sampleSchema, startSampleApi } from './sample-api.ts';

const apis: SampleApi[] = [];
const start = async (options?: SampleOptions) => {
  const api = await startSampleApi(options);
  apis.push(api);
  return api;
};

afterEach(async () => {
  await Promise.all(apis.splice(0).map((api) => api.close()));
});

const driverError = (code: string) =>
  Object.assign(new Error('QueryFailedError: SELECT secret FROM users at /srv/app/x.ts:1'), {
    driverError: Object.assign(new Error('driver'), { code }),
  });

describe('errors of resolvers', () => {
  test('tells nothing of a bug but where it was and the id of the request', async () => {
    const failure = driverError('42P01');
    const api = await start({ failure });

    const { errors, data } = await api.execute('{ hello failing }');

    expect(data).toEqual({ hello: 'world', failing: null });
    expect(errors).toEqual([
      {
        message: 'Something went wrong on our side',
        locations: [{ line: 1, column: 9 }],
        path: ['failing'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'req-1' },
      },
    ]);
    expect(api.logger.lines).toEqual([
      {
        level: 'error',
        event: 'graphql_request_failed',
        fields: { requestId: 'req-1', path: 'failing' },
        cause: failure,
      },
    ]);
  });

  test('logs one cause once, however many fields it fails', async () => {
    const api = await start({ failure: new Error('boom') });

    const { errors } = await api.execute('{ failing alsoFailing again: failing }');

    expect(errors).toHaveLength(3);
    expect(api.logger.of('graphql_request_failed')).toHaveLength(1);
  });

  test.each([
    [
      'an outage',
      new DatabaseUnavailable(new Error('ECONNREFUSED 10.0.0.7')),
      'SERVICE_UNAVAILABLE',
    ],
    ['a statement that PostgreSQL stopped', driverError('57014'), 'QUERY_TIMEOUT'],
    ['a timeout within a cause', new Error('x', { cause: driverError('57014') }), 'QUERY_TIMEOUT'],
    ['something thrown that is no error', 'a string with a secret', 'INTERNAL_SERVER_ERROR'],
    [
      'an error that only looks like one with a code',
      Object.assign(new Error('secret'), { extensions: { code: 'FORBIDDEN', sql: 'secret' } }),
      'INTERNAL_SERVER_ERROR',
    ],
    [
      'a GraphQLError around an error of the driver',
      new GraphQLError('secret', { originalError: new Error('secret') }),
      'INTERNAL_SERVER_ERROR',
    ],
  ])('names %s by its code, without its words', async (_, failure, code) => {
    const api = await start({ failure });

    const { errors } = await api.execute('{ failing }');

    expect(errors?.[0]?.extensions?.code).toBe(code);
    expect(JSON.stringify(errors)).not.toMatch(/secret|SELECT|ECONNREFUSED|10\.0\.0\.7|srv/);
    expect(api.logger.lines).toHaveLength(1);
  });

  test('passes on what was given a code on purpose, and logs nothing', async () => {
    const problems = [{ field: 'input.reason', rule: 'must be at most 500 characters' }];
    const api = await start({ failure: badInput(problems) });
    const other = await start({ failure: notFound('User', 'abc') });

    const { errors } = await api.execute('{ failing }');

    expect(errors?.[0]).toMatchObject({
      message: 'Invalid arguments: input.reason must be at most 500 characters',
      extensions: { code: 'BAD_USER_INPUT', problems },
    });
    expect((await other.execute('{ failing }')).errors?.[0]).toMatchObject({
      message: 'There is no User abc',
      extensions: { code: 'NOT_FOUND', type: 'User', id: 'abc' },
    });
    expect([...api.logger.lines, ...other.logger.lines]).toEqual([]);
  });
});

describe('values that are refused', () => {
  test.each([
    [
      'a variable',
      'query($r: Reason) { judge(reason: $r) }',
      { r: { text: 5 } },
      { field: 'r.text', rule: 'String cannot represent a non string value: 5' },
    ],
    [
      'a variable within a list',
      'query($r: Reason) { judge(reason: $r) }',
      { r: { text: 'a', weights: [1, 'x'] } },
      { field: 'r.weights.1', rule: 'Int cannot represent non-integer value: "x"' },
    ],
    [
      'a variable as a whole',
      'query($id: String) { user(id: $id) { id } }',
      { id: { a: 1 } },
      { field: 'id', rule: 'String cannot represent a non string value: { a: 1 }' },
    ],
    [
      'a variable that is missing',
      'query($id: String!) { user(id: $id) { id } }',
      {},
      { field: 'id', rule: 'must be given' },
    ],
    [
      'a literal',
      '{ judge(reason: { text: 5 }) }',
      undefined,
      { field: 'reason.text', rule: 'String cannot represent a non string value: 5' },
    ],
    [
      'a literal within a list',
      '{ judge(reason: { text: "a", weights: [1, "x"] }) }',
      undefined,
      { field: 'reason.weights.1', rule: 'Int cannot represent non-integer value: "x"' },
    ],
    [
      'a literal with an unknown field',
      '{ judge(reason: { text: "a", shade: 1 }) }',
      undefined,
      { field: 'reason.shade', rule: 'Field "shade" is not defined by type "Reason".' },
    ],
    [
      'a literal that lacks a field',
      '{ judge(reason: {}) }',
      undefined,
      {
        field: 'reason',
        rule: 'Field "Reason.text" of required type "String!" was not provided.',
      },
    ],
  ])('%s: names the field and the rule', async (_, query, variables, problem) => {
    const api = await start();

    const { errors, status } = await api.execute(query, variables);

    expect(status).toBe(400);
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', problems: [problem] });
  });

  test('does not send a large value back', async () => {
    const api = await start();
    const value = 'x'.repeat(50_000);

    const { errors } = await api.execute('query($r: Reason) { judge(reason: $r) }', { r: value });

    expect(JSON.stringify(errors).length).toBeLessThan(2_000);
  });
});

describe('errors that Apollo Server has not seen', () => {
  const logger = new RecordingLogger();
  const errors = new PublicErrors({ logger, hideSuggestions: false });
  const schema = sampleSchema(() => null);

  test('have the codes that it would have given them', () => {
    const document = parse('{ nothing judge(reason: 5) }');
    const invalid = validate(schema, document);
    const syntax = parsed('{');
    const long = parsed(`{${'a '.repeat(3_000)}}`, readLimits.tokens);

    const codes = [syntax, long, ...invalid].map(
      (error) => errors.show(error, { document }).extensions.code,
    );

    expect(codes).toEqual([
      'GRAPHQL_PARSE_FAILED',
      'TOO_MANY_TOKENS',
      'GRAPHQL_VALIDATION_FAILED',
      'BAD_USER_INPUT',
    ]);
    expect(logger.lines).toEqual([]);
  });

  function parsed(source: string, maxTokens?: number): unknown {
    try {
      return parse(source, { maxTokens });
    } catch (error) {
      return error;
    }
  }
});

describe('without introspection', () => {
  test('neither the schema nor its names are told', async () => {
    const api = await start({ introspection: false });

    const asked = await api.execute('{ __schema { types { name } } }');
    const guessed = await api.execute('{ helo usrs { id } }');
    const variable = await api.execute('query($r: Reason) { judge(reason: $r) }', {
      r: { text: 'a', weight: 1 },
    });

    expect(asked.errors?.[0]?.extensions?.code).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(guessed.errors?.[0]?.message).toBe('Cannot query field "helo" on type "Query".');
    expect(JSON.stringify([guessed, variable])).not.toMatch(/Did you mean|hello|users|weights/);
  });

  test('names are suggested where the schema is open', async () => {
    const { errors } = await (await start()).execute('{ helo }');

    expect(errors?.[0]?.message).toContain('Did you mean "hello"?');
  });
});
