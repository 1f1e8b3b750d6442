import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiClient } from './harness/api.ts';
import { ApiWorld, ownerPassword } from './harness/api-world.ts';

/* What a browser is given when somebody signs in, and what another site can do with it: nothing. */

let api: ApiWorld;

beforeAll(async () => {
  api = await ApiWorld.start();
});

afterAll(async () => {
  await api.close();
});

const loginDocument = `mutation ($input: LoginInput!) {
  login(input: $input) { __typename ... on LoginThrottled { retryAfterSeconds } }
}`;

const viewerOf = async (client: ApiClient) => (await client.data('{ viewer { name } }')).viewer;

const tokenIn = (cookie: string | undefined) => cookie?.split('=')[1] ?? '';

/** A client that sends this cookie, whatever the server sets. */
const withCookie = (cookie: string | undefined) => ({
  post: (
    headers: Readonly<Record<string, string>> = {},
    body = '{"query":"{ viewer { name } }"}',
  ) =>
    fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: cookie ?? '', ...headers },
      body,
    }),
});

/** Makes a session look so many minutes older: nobody waits for it. */
async function age(name: string, minutes: number): Promise<void> {
  await api.world.query(
    `update admin_sessions set
       rotated_at = rotated_at - make_interval(mins => $2),
       last_used_at = last_used_at - make_interval(mins => $2)
     where admin_id = (select id from admins where name = $1)`,
    [name, minutes],
  );
}

describe('a session', () => {
  test('is a cookie that no script reads and no other site sends', async () => {
    const client = new ApiClient(api.url);
    const { headers } = await client.ask(loginDocument, {
      input: { name: 'owner', password: ownerPassword },
    });

    const [cookie = ''] = headers.getSetCookie();
    expect(cookie).toMatch(/^nb_session=[\w-]{43};/);
    expect(cookie).toMatch(/; HttpOnly/i);
    expect(cookie).toMatch(/; SameSite=Strict/i);
    expect(cookie).toMatch(/; Path=\//i);
  });

  test('is kept as a hash alone', async () => {
    const client = await api.admin('analyst', 'hashed');
    const [row] = await api.world.query<{ found: boolean }>(
      'select exists (select from admin_sessions s where s::text like $1) as found',
      [`%${tokenIn(client.cookie)}%`],
    );

    expect(row?.found).toBe(false);
  });

  test('goes over HTTPS alone when the product is served so', async () => {
    const https = await api.world.startProcess('server', {
      PUBLIC_URL: 'https://bot.example.com',
      TELEGRAM_WEBHOOK_SECRET: 'webhook-secret-1',
    });
    await https.ready();
    const { headers } = await new ApiClient(https.url).ask(loginDocument, {
      input: { name: 'owner', password: ownerPassword },
    });
    await https.stop();

    expect(headers.getSetCookie()[0]).toMatch(/; Secure/i);
  });

  test('gets a new token every quarter of an hour, and the old one ends a minute later', async () => {
    const client = await api.admin('analyst', 'rotating');
    const old = client.cookie;
    await age('rotating', 16);

    expect(await viewerOf(client)).toEqual({ name: 'rotating' });
    expect(tokenIn(client.cookie)).not.toBe(tokenIn(old));
    // A request that was on its way with the old one still works, and gets none of its own.
    const late = await withCookie(old).post();
    expect(await late.json()).toMatchObject({ data: { viewer: { name: 'rotating' } } });
    expect(late.headers.getSetCookie()).toEqual([]);
    await age('rotating', 2);
    expect(await (await withCookie(old).post()).json()).toEqual({ data: { viewer: null } });
    expect(await viewerOf(client)).toEqual({ name: 'rotating' });
  });

  test('of which 20 requests ask at the moment of rotation gets one new token', async () => {
    const client = await api.admin('analyst', 'hurried');
    await age('hurried', 16);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => withCookie(client.cookie).post()),
    );

    const bodies = await Promise.all(answers.map((answer) => answer.json()));
    expect(bodies).toEqual(bodies.map(() => ({ data: { viewer: { name: 'hurried' } } })));
    expect(answers.flatMap(({ headers }) => headers.getSetCookie())).toHaveLength(1);
  });

  test('that nobody used for half a day is over', async () => {
    const client = await api.admin('analyst', 'idle');
    await age('idle', 12 * 60 + 1);

    expect(await viewerOf(client)).toBeNull();
  });

  test('is over when its admin signs out, whoever kept the cookie', async () => {
    const client = await api.admin('analyst', 'leaving');
    const kept = client.cookie;
    const { headers } = await client.ask('mutation { logout }');

    expect(headers.getSetCookie()[0]).toMatch(/^nb_session=; .*Max-Age=0/);
    expect(await (await withCookie(kept).post()).json()).toEqual({ data: { viewer: null } });
  });

  test('is over at once when the account is closed', async () => {
    const client = await api.admin('analyst', 'closed');
    const { admins } = await api.owner.data('{ admins { id name } }');
    const { id: adminId } = (admins as { id: string; name: string }[]).find(
      ({ name }) => name === 'closed',
    ) ?? { id: '' };
    await api.owner.data(
      'mutation ($input: ChangeAdminInput!) { changeAdmin(input: $input) { __typename } }',
      { input: { adminId, isDisabled: true } },
    );

    expect(await viewerOf(client)).toBeNull();
  });

  test('of somebody else cannot be guessed or forged', async () => {
    for (const token of ['x', 'x'.repeat(43), `${'x'.repeat(42)}%00`, "' or 1=1 --"]) {
      const answer = await withCookie(`nb_session=${token}`).post();
      expect(await answer.json(), token).toEqual({ data: { viewer: null } });
    }
  });
});

describe('signing in', () => {
  test('is slowed down after a few failures, and tells how long', async () => {
    await api.admin('analyst', 'guessed');
    const outcomes: string[] = [];
    let waitSeconds = 0;
    for (let attempt = 0; attempt < 6; attempt += 1) {
      const { login } = await new ApiClient(api.url).data(loginDocument, {
        input: { name: 'guessed', password: `wrong password ${attempt}` },
      });
      const { __typename: outcome, retryAfterSeconds = 0 } = login as {
        __typename: string;
        retryAfterSeconds?: number;
      };
      outcomes.push(outcome);
      waitSeconds = Math.max(waitSeconds, retryAfterSeconds);
    }

    expect(outcomes.slice(0, 3)).toEqual(['LoginDenied', 'LoginDenied', 'LoginDenied']);
    expect(outcomes).toContain('LoginThrottled');
    expect(waitSeconds).toBeGreaterThan(0);
    // The right password does not help either, until the time is over.
    const right = await new ApiClient(api.url).data(loginDocument, {
      input: { name: 'guessed', password: ownerPassword },
    });
    expect(right).toMatchObject({ login: { __typename: 'LoginThrottled' } });
  });

  test('answers alike for a name that nobody has', async () => {
    await api.world.query('delete from login_attempts');
    const [unknown, wrong] = await Promise.all(
      ['nobody-at-all', 'owner'].map((name) =>
        new ApiClient(api.url).data(
          `mutation ($input: LoginInput!) { login(input: $input) { __typename ... on LoginDenied { reason message } } }`,
          { input: { name, password: 'wrong password' } },
        ),
      ),
    );

    expect(unknown).toEqual(wrong);
  });

  test('leaves a line in the audit log, with no password in it', async () => {
    const rows = await api.world.query<{ action: string; row: string }>(
      'select action, a::text as row from audit_log a',
    );

    expect(rows.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['session.login', 'session.login_failed', 'session.logout']),
    );
    for (const { row } of rows) {
      expect(row).not.toMatch(/wrong password|correct horse|scrypt/);
    }
  });
});

describe('a page of another site', () => {
  const mutation = JSON.stringify({ query: 'mutation { logout }' });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'cannot send %s, which browsers send without asking',
    async (contentType) => {
      const answer = await withCookie(api.owner.cookie).post(
        { 'content-type': contentType },
        mutation,
      );

      expect([400, 415]).toContain(answer.status);
      expect(await viewerOf(api.owner)).toEqual({ name: 'owner' });
    },
  );

  test.each(['cross-site', 'same-site'])('is nobody when the browser says %s', async (site) => {
    const answer = await withCookie(api.owner.cookie).post({ 'sec-fetch-site': site });

    expect(await answer.json()).toEqual({ data: { viewer: null } });
    const write = await withCookie(api.owner.cookie).post({ 'sec-fetch-site': site }, mutation);
    expect(await write.json()).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(await viewerOf(api.owner)).toEqual({ name: 'owner' });
  });

  test('is given no permission by CORS, and cannot read by GET', async () => {
    const preflight = await fetch(`${api.url}/graphql`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://evil.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
    const read = await fetch(`${api.url}/graphql?query={viewer{name}}`, {
      headers: { cookie: api.owner.cookie ?? '', accept: '*/*' },
    });
    expect(read.status).toBe(400);
  });

  test('cannot write by GET, whatever headers it has', async () => {
    const query = new URLSearchParams({ query: 'mutation { logout }' });
    const answer = await fetch(`${api.url}/graphql?${query}`, {
      headers: { cookie: api.owner.cookie ?? '', 'apollo-require-preflight': 'true' },
    });

    expect(answer.status).toBe(405);
    expect(await viewerOf(api.owner)).toEqual({ name: 'owner' });
  });

  test('cannot open a stream in the name of whoever is signed in', async () => {
    const answer = await fetch(`${api.url}/graphql/stream`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        cookie: api.owner.cookie ?? '',
        'sec-fetch-site': 'cross-site',
      },
      body: JSON.stringify({ query: 'subscription { paymentChanged { id } }' }),
    });

    expect(await answer.text()).toContain('UNAUTHENTICATED');
  });
});
