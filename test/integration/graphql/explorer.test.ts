import { type FastifyInstance, fastify } from 'fastify';
import { buildSchema, graphql } from 'graphql';
import { createHandler } from 'graphql-sse/lib/use/fastify';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routeExplorer } from '../../../src/adapters/graphql/explorer/route-explorer.ts';
import { chromiumPath } from '../../harness/chromium.ts';

const schema = buildSchema(`
  type Query { "Who asks: the cookie and the key." caller: String }
  type Subscription { "Counts to three." count: Int }
`);
const count = schema.getSubscriptionType()?.getFields().count;
if (count !== undefined) {
  count.subscribe = async function* () {
    yield* [{ count: 1 }, { count: 2 }, { count: 3 }];
  };
}

interface Request {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
}

/** The explorer with an API behind it that tells what it was sent. */
async function startApp(enabled = true): Promise<FastifyInstance> {
  const app = fastify();
  await app.register(async (scope) => {
    await routeExplorer(scope, { path: '/graphql', streamPath: '/graphql/stream', enabled });
    scope.get('/graphql', () => ({ data: 'by GET' }));
    scope.post<{ Body: Request }>('/graphql', ({ body, headers }) =>
      graphql({
        schema,
        source: body.query,
        variableValues: body.variables,
        operationName: body.operationName,
        rootValue: { caller: `${headers.cookie} ${headers.authorization}` },
      }),
    );
    const stream = createHandler({ schema });
    scope.route({
      url: '/graphql/stream',
      method: ['POST'],
      handler: async (request, reply) => {
        await stream(request, reply);
        reply.hijack();
      },
    });
  });
  return app;
}

const page = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

describe('routeExplorer', () => {
  test('shows the page to browsers and passes everything else on', async () => {
    const app = await startApp();

    const shown = await app.inject({ url: '/graphql', headers: page });
    const asked = await app.inject({ url: '/graphql', headers: { accept: '*/*' } });

    expect(shown.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(shown.body).toContain('<title>Nano Banana API</title>');
    expect(asked.json()).toEqual({ data: 'by GET' });
    await app.close();
  });

  test('forbids scripts that stand in the page, and other servers', async () => {
    const app = await startApp();

    const { headers, body } = await app.inject({ url: '/graphql', headers: page });

    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).toContain("connect-src 'self'");
    expect(body).not.toMatch(/https?:\/\/|<script(?![^>]* src="\/graphql\/explorer\/)/);
    await app.close();
  });

  test('shows the document that it is given, whatever is in it', async () => {
    const app = fastify();
    const document = '{ user(id: "<script>&\n") }';
    await routeExplorer(app, { path: '/q', streamPath: '/q/s', enabled: true, document });
    app.get('/q', () => '');

    const { body } = await app.inject({ url: '/q', headers: page });

    expect(body).toContain('{ user(id: &quot;&lt;script&gt;&amp;&#10;&quot;) }');
    await app.close();
  });

  test('lets browsers keep what the page loads until it changes', async () => {
    const app = await startApp();
    const { body } = await app.inject({ url: '/graphql', headers: page });
    const addresses = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address);

    expect(addresses).toHaveLength(8);
    for (const address of addresses) {
      const asset = await app.inject({
        url: address ?? '',
        headers: { 'accept-encoding': 'gzip, br' },
      });
      expect(asset.statusCode).toBe(200);
      expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(asset.headers['content-encoding']).toBe('gzip');
      const again = await app.inject({
        url: address ?? '',
        headers: { 'if-none-match': String(asset.headers.etag) },
      });
      expect([again.statusCode, again.body]).toEqual([304, '']);
    }
    const unversioned = await app.inject({ url: '/graphql/explorer/react.js' });
    expect(unversioned.headers['cache-control']).toBe('no-cache');
    expect(unversioned.headers['content-encoding']).toBeUndefined();
    await app.close();
  });

  test('has nothing else in its folder', async () => {
    const app = await startApp();

    for (const name of ['package.json', '..%2fassets.ts', 'constructor', '']) {
      expect((await app.inject({ url: `/graphql/explorer/${name}` })).statusCode).toBe(404);
    }
    await app.close();
  });

  test('is not there when it is switched off', async () => {
    const app = await startApp(false);

    expect((await app.inject({ url: '/graphql', headers: page })).json()).toEqual({
      data: 'by GET',
    });
    expect((await app.inject({ url: '/graphql/explorer/react.js' })).statusCode).toBe(404);
    await app.close();
  });
});

describe.skipIf(chromiumPath() === undefined)('the explorer in a browser', () => {
  let app: FastifyInstance;
  let browser: Browser;
  let url: string;

  beforeAll(async () => {
    app = await startApp();
    url = await app.listen({ host: '127.0.0.1', port: 0 });
    browser = await chromium.launch({
      executablePath: chromiumPath() ?? '',
      args: ['--no-sandbox'],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  /** The page, and everything that went wrong in it or left this server. */
  async function open(width: number, height: number) {
    const context = await browser.newContext({ viewport: { width, height } });
    await context.addCookies([{ name: 'nb_session', value: 'mine', url, httpOnly: true }]);
    const tab = await context.newPage();
    tab.setDefaultTimeout(15_000);
    const wrong: string[] = [];
    tab.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) wrong.push(message.text());
    });
    tab.on('pageerror', (error) => wrong.push(error.message));
    tab.on('request', (request) => {
      if (!request.url().startsWith(url) && !request.url().startsWith('data:')) {
        wrong.push(request.url());
      }
    });
    await tab.goto(`${url}/graphql`);
    await tab.locator('.graphiql-query-editor .CodeMirror').waitFor();
    return { tab, wrong };
  }

  async function run(tab: Page, document: string) {
    await tab.locator('.graphiql-query-editor .CodeMirror-code').click();
    await tab.keyboard.press('Control+a');
    await tab.keyboard.insertText(document);
    await tab.keyboard.press('Control+Enter');
  }

  const answer = (tab: Page) => tab.locator('.result-window .CodeMirror-code');

  test.each([
    ['wide', 1_440, 900],
    ['narrow', 390, 844],
  ])('runs the first example on a %s screen, and fits on it', async (_, width, height) => {
    const { tab, wrong } = await open(width, height);

    await tab.getByRole('button', { name: 'Execute query' }).click();
    await tab.getByRole('menuitem', { name: 'Hello' }).click();

    await answer(tab).getByText('"Query"').waitFor();
    expect(await tab.title()).toBe('Nano Banana API');
    expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(wrong).toEqual([]);
  });

  test('sends the session of the browser, and a key when one is set', async () => {
    const { tab, wrong } = await open(1_440, 900);

    await run(tab, '{ caller }');
    await answer(tab).getByText('"nb_session=mine undefined"').waitFor();
    await tab.getByRole('button', { name: 'Headers' }).click();
    await tab.locator('.graphiql-editor-tool .CodeMirror:visible').click();
    await tab.keyboard.insertText('{ "Authorization": "Bearer nb_1" }');
    await run(tab, '{ caller }');
    await answer(tab).getByText('"nb_session=mine Bearer nb_1"').waitFor();

    expect(await tab.evaluate('JSON.stringify(localStorage)')).not.toContain('nb_1');
    expect(wrong).toEqual([]);
  });

  test('streams a subscription until it ends', async () => {
    const { tab, wrong } = await open(1_440, 900);

    await run(tab, 'subscription { count }');

    await answer(tab).getByText('3', { exact: true }).waitFor();
    await tab.getByRole('button', { name: 'Execute query' }).waitFor();
    expect(wrong).toEqual([]);
  });

  test('shows what the schema says of its fields', async () => {
    const { tab, wrong } = await open(1_440, 900);

    await tab.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await tab.getByRole('link', { name: 'Query' }).first().click();

    await tab.getByText('Who asks: the cookie and the key.').waitFor();
    expect(wrong).toEqual([]);
  });
});
