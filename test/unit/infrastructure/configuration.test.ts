import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { defaultSettings } from '../../../src/domain/settings/settings.ts';
import { parseConfiguration } from '../../../src/infrastructure/configuration.ts';

const good = {
  TELEGRAM_BOT_TOKEN: '123456:ABC-DEF_ghijklmnop',
  GEMINI_API_KEY: 'key',
};

function problemsOf(environment: Record<string, string>): readonly string[] {
  const parsed = parseConfiguration(environment);
  return parsed.ok ? [] : parsed.error.map(({ name }) => name);
}

describe('the configuration', () => {
  test('needs a bot token and a Gemini key, and nothing else', () => {
    const parsed = parseConfiguration(good);
    expect(parsed).toMatchObject({
      ok: true,
      value: {
        telegram: { apiRoot: 'https://api.telegram.org', publicUrl: undefined },
        database: { url: undefined },
        redisUrl: undefined,
        http: { port: 3000 },
        settings: {},
      },
    });
  });

  test('names every problem at once', () => {
    expect(
      problemsOf({
        TELEGRAM_BOT_TOKEN: 'nonsense',
        DATABASE_URL: 'mysql://x',
        REDIS_URL: 'not a url',
        PORT: '99999',
        DATABASE_SSL: 'maybe',
        LOG_LEVEL: 'loud',
        ADMIN_TELEGRAM_ID: 'me',
        SETTING_WELCOME_CREDITS: '-5',
        SETTING_NO_SUCH_THING: '1',
      }).toSorted(),
    ).toEqual([
      'ADMIN_TELEGRAM_ID',
      'DATABASE_SSL',
      'DATABASE_URL',
      'GEMINI_API_KEY',
      'LOG_LEVEL',
      'PORT',
      'REDIS_URL',
      'SETTING_NO_SUCH_THING',
      'SETTING_WELCOME_CREDITS',
      'TELEGRAM_BOT_TOKEN',
    ]);
  });

  test('never repeats a secret in a problem', () => {
    const secret = 'p4ssw0rd';
    const parsed = parseConfiguration({
      ...good,
      TELEGRAM_BOT_TOKEN: secret,
      DATABASE_URL: `mysql://user:${secret}@host/db`,
      TELEGRAM_WEBHOOK_SECRET: `${secret} with spaces`,
    });
    expect(parsed.ok).toBe(false);
    expect(JSON.stringify(parsed)).not.toContain(secret);
  });

  test('takes an empty variable for an absent one and a trailing slash for none', () => {
    const parsed = parseConfiguration({
      ...good,
      DATABASE_URL: ' ',
      TELEGRAM_API_ROOT: 'http://127.0.0.1:3001/telegram/',
    });
    expect(parsed).toMatchObject({
      ok: true,
      value: {
        database: { url: undefined },
        telegram: { apiRoot: 'http://127.0.0.1:3001/telegram' },
      },
    });
  });

  test('reads first values of settings', () => {
    const parsed = parseConfiguration({
      ...good,
      SETTING_WELCOME_CREDITS: '25',
      SETTING_ACTIVE_JOBS_PER_USER: '1',
      SETTING_DEFAULT_TEXT_MODEL: 'gemini-3.6-flash',
    });
    expect(parsed).toMatchObject({
      ok: true,
      value: {
        settings: {
          welcomeCredits: 25,
          activeJobsPerUser: 1,
          defaultTextModel: 'gemini-3.6-flash',
        },
      },
    });
  });

  test('derives a webhook secret that Telegram accepts and that differs from bot to bot', () => {
    const one = parseConfiguration(good);
    const other = parseConfiguration({ ...good, TELEGRAM_BOT_TOKEN: '654321:ABC-DEF_ghijklmnop' });
    if (!one.ok || !other.ok) {
      throw new Error('both must be good');
    }
    expect(one.value.telegram.webhookSecret).toMatch(/^[A-Za-z0-9_-]{1,256}$/);
    expect(one.value.telegram.webhookSecret).not.toBe(other.value.telegram.webhookSecret);
  });
});

describe('the configuration of payments', () => {
  const shop = { YOOKASSA_SHOP_ID: '100500', YOOKASSA_SECRET_KEY: 'test_secret' };

  test('is off without a shop and without a provider token', () => {
    expect(parseConfiguration(good)).toMatchObject({
      value: { yookassa: undefined, paymentProviderToken: undefined },
    });
  });

  test('takes the shop, its notifiers and the proxies in front of us', () => {
    const parsed = parseConfiguration({
      ...good,
      ...shop,
      YOOKASSA_PROVIDER_TOKEN: '381764678:TEST:12345',
      YOOKASSA_WEBHOOK_SENDERS: '127.0.0.0/8, ::1/128',
      TRUSTED_PROXIES: '10.0.0.1',
    });
    expect(parsed).toMatchObject({
      ok: true,
      value: {
        yookassa: {
          shopId: '100500',
          secretKey: 'test_secret',
          apiUrl: 'https://api.yookassa.ru/v3',
          webhookSenders: ['127.0.0.0/8', '::1/128'],
        },
        paymentProviderToken: '381764678:TEST:12345',
        http: { trustedProxies: ['10.0.0.1'] },
      },
    });
  });

  test.each([
    ['a shop without its key', { YOOKASSA_SHOP_ID: '100500' }, 'YOOKASSA_SECRET_KEY'],
    ['a key without its shop', { YOOKASSA_SECRET_KEY: 'test_secret' }, 'YOOKASSA_SHOP_ID'],
    ['a key that is none', { ...shop, YOOKASSA_SECRET_KEY: 'secret' }, 'YOOKASSA_SECRET_KEY'],
    ['a token that is none', { YOOKASSA_PROVIDER_TOKEN: 'x' }, 'YOOKASSA_PROVIDER_TOKEN'],
    ['a range that is none', { TRUSTED_PROXIES: '10.0.0.0/33' }, 'TRUSTED_PROXIES'],
    [
      'a name for an address',
      { YOOKASSA_WEBHOOK_SENDERS: 'yookassa.ru' },
      'YOOKASSA_WEBHOOK_SENDERS',
    ],
    ['a choice that is none', { SETTING_RECEIPTS: 'yes' }, 'SETTING_RECEIPTS'],
  ])('names %s', (_what, environment, problem) => {
    expect(problemsOf({ ...good, ...environment })).toEqual([problem]);
  });
});

describe('.env.example', () => {
  const source = readFileSync('src/infrastructure/configuration.ts', 'utf8');
  const example = readFileSync('.env.example', 'utf8');
  const listed = [...example.matchAll(/^([A-Z][A-Z_]+)=/gm)].map(([, name]) => name ?? '');

  test('lists every variable that is read, and no other', () => {
    const read = [...source.matchAll(/'([A-Z]+(?:_[A-Z]+)*)'/g)].map(([, name]) => name ?? '');
    const plain = listed.filter((name) => !name.startsWith('SETTING_'));
    expect(plain.toSorted()).toEqual([...new Set(read)].toSorted());
  });

  test('lists every setting, with its default', () => {
    const filled = Object.fromEntries(
      [...example.matchAll(/^(SETTING_[A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
    );
    const parsed = parseConfiguration({ ...good, ...filled });
    // An empty variable is an absent one, which leaves the default: the empty text.
    const { systemInstruction: _, supportContact, ...rest } = defaultSettings;
    expect(filled).toMatchObject({ SETTING_SUPPORT_CONTACT: supportContact });
    expect(parsed).toMatchObject({ ok: true, value: { settings: rest } });
    expect(parsed.ok && Object.keys(parsed.value.settings).length).toBe(Object.keys(rest).length);
  });
});
