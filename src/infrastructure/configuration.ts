import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import {
  parseSetting,
  type SettingName,
  type Settings,
  settingNames,
} from '../domain/settings/settings.ts';
import { type UserId, userId } from '../domain/shared/ids.ts';
import { err, ok, type Result } from '../domain/shared/result.ts';
import {
  type ConfigurationProblem,
  type Environment,
  EnvironmentReader,
} from './environment-reader.ts';

export type DatabaseSsl = 'off' | 'no-verify' | 'verify';
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface Configuration {
  readonly telegram: {
    readonly token: string;
    readonly apiRoot: string;
    /** Webhook when set, long polling otherwise. No trailing slash. */
    readonly publicUrl: string | undefined;
    readonly webhookSecret: string;
    readonly operatorId: UserId | undefined;
  };
  readonly gemini: {
    readonly apiKey: string;
    readonly baseUrl: string | undefined;
  };
  /** The payment page; off when undefined. */
  readonly yookassa: YooKassaConfiguration | undefined;
  /** Of YooKassa inside Telegram; off when undefined. A secret. */
  readonly paymentProviderToken: string | undefined;
  /** The Imagen family, which lives on Google Cloud; off when undefined. */
  readonly imagen: ImagenConfiguration | undefined;
  readonly database: {
    /** Embedded PostgreSQL in `dataDir` when undefined. */
    readonly url: string | undefined;
    /** As the URL says when undefined. */
    readonly ssl: DatabaseSsl | undefined;
    readonly poolSize: number;
  };
  /** BullMQ on PostgreSQL when undefined. */
  readonly redisUrl: string | undefined;
  readonly http: {
    readonly host: string;
    readonly port: number;
    /** A separate worker listens for health checks only when this is set. */
    readonly workerPort: number | undefined;
    /** Addresses (CIDR) of reverse proxies whose word on a caller's address is taken. */
    readonly trustedProxies: readonly string[];
  };
  readonly api: {
    /** Of the first owner; nobody can sign in for the first time without it. A secret. */
    readonly adminPassword: string | undefined;
    /** Whether the GraphQL schema may be asked for, and the explorer is served. */
    readonly explorer: boolean;
    /** Webhooks may go to plain HTTP and to private addresses: for tests and the demo. */
    readonly insecureWebhooks: boolean;
  };
  readonly worker: {
    readonly textConcurrency: number;
    readonly imageConcurrency: number;
    /** How long a worker owns a generation without a sign of life. */
    readonly leaseMs: number;
    /** How long a shutdown waits for running work before it hands it back. */
    readonly shutdownGraceMs: number;
  };
  readonly dataDir: string;
  readonly logLevel: LogLevel;
  /** First values of settings that an admin has not set yet. */
  readonly settings: Partial<Settings>;
}

export interface YooKassaConfiguration {
  readonly shopId: string;
  readonly secretKey: string;
  /** No trailing slash. */
  readonly apiUrl: string;
  /** Addresses (CIDR) that notifications come from; YooKassa's own when undefined. */
  readonly webhookSenders: readonly string[] | undefined;
}

export interface ImagenConfiguration {
  readonly project: string;
  readonly location: string;
  readonly baseUrl: string | undefined;
  /** At most one of these; with none, the machine's own identity is used. */
  readonly accessToken: string | undefined;
  readonly keyJson: string | undefined;
  readonly keyFile: string | undefined;
}

/** The process's environment over a `.env` file in the working directory, if there is one. */
export function readEnvironment(): Environment {
  const file = resolve('.env');
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  return { ...fromFile, ...process.env };
}

/** Reads everything once; all problems are found before any is told. */
export function parseConfiguration(
  environment: Environment,
): Result<Configuration, readonly ConfigurationProblem[]> {
  const read = new EnvironmentReader(environment);
  const token = read.required(
    'TELEGRAM_BOT_TOKEN',
    /^\d+:[\w-]{10,}$/,
    'a token from @BotFather, like 123456:ABC-DEF...',
  );
  const publicUrl = read.url('PUBLIC_URL', ['https:', 'http:']);
  const configuration: Configuration = {
    telegram: {
      token,
      apiRoot: read.url('TELEGRAM_API_ROOT', ['https:', 'http:']) ?? 'https://api.telegram.org',
      publicUrl,
      webhookSecret:
        read.optional(
          'TELEGRAM_WEBHOOK_SECRET',
          /^[\w-]{1,256}$/,
          '1 to 256 letters, digits, - or _',
        ) ?? derivedSecret(token),
      operatorId: operatorId(read),
    },
    gemini: {
      apiKey: read.required('GEMINI_API_KEY', /^\S+$/, 'a key from Google AI Studio'),
      baseUrl: read.url('GEMINI_BASE_URL', ['https:', 'http:']),
    },
    imagen: imagenIn(read),
    yookassa: yookassaIn(read),
    paymentProviderToken: read.optional(
      'YOOKASSA_PROVIDER_TOKEN',
      /^\d+:(?:TEST|LIVE):\S+$/,
      'a provider token from @BotFather, like 123:LIVE:456',
    ),
    database: {
      url: read.url('DATABASE_URL', ['postgres:', 'postgresql:']),
      ssl: read.choice('DATABASE_SSL', ['off', 'no-verify', 'verify']),
      poolSize: read.integer('DATABASE_POOL_SIZE', 2, 1_000) ?? 32,
    },
    redisUrl: read.url('REDIS_URL', ['redis:', 'rediss:']),
    http: {
      host: read.optional('HOST', /^\S+$/, 'an address to listen on, like 127.0.0.1') ?? '0.0.0.0',
      port: read.integer('PORT', 0, 65_535) ?? 3_000,
      workerPort: read.integer('WORKER_PORT', 0, 65_535),
      trustedProxies: read.networks('TRUSTED_PROXIES') ?? [],
    },
    api: {
      adminPassword: read.optional('ADMIN_PASSWORD', /^.{8,200}$/, '8 to 200 characters'),
      explorer: (read.choice('GRAPHQL_EXPLORER', ['on', 'off']) ?? 'on') === 'on',
      insecureWebhooks: read.choice('ALLOW_INSECURE_WEBHOOKS', ['on', 'off']) === 'on',
    },
    worker: {
      textConcurrency: read.integer('TEXT_CONCURRENCY', 1, 1_000) ?? 50,
      imageConcurrency: read.integer('IMAGE_CONCURRENCY', 1, 1_000) ?? 10,
      leaseMs: (read.integer('WORKER_LEASE_SECONDS', 1, 3_600) ?? 15) * 1_000,
      shutdownGraceMs: (read.integer('SHUTDOWN_GRACE_SECONDS', 0, 3_600) ?? 20) * 1_000,
    },
    dataDir: resolve(read.optional('DATA_DIR', /^.+$/, 'a folder') ?? '.data'),
    logLevel: read.choice('LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent']) ?? 'info',
    settings: settingsIn(read, environment),
  };
  return read.problems.length === 0 ? ok(configuration) : err(read.problems);
}

/** Telegram proves itself with a secret; without one of its own, one that only this bot's owner can know. */
function derivedSecret(token: string): string {
  return createHash('sha256').update(`telegram-webhook:${token}`).digest('hex');
}

function operatorId(read: EnvironmentReader): UserId | undefined {
  const id = read.integer('ADMIN_TELEGRAM_ID', 1, Number.MAX_SAFE_INTEGER);
  return id === undefined ? undefined : userId(id);
}

/** Shop id and secret key belong together: one alone is a mistake that should be seen at once. */
function yookassaIn(read: EnvironmentReader): YooKassaConfiguration | undefined {
  const shopId = read.optional('YOOKASSA_SHOP_ID', /^\d{1,20}$/, "the shop's number");
  const secretKey = read.optional(
    'YOOKASSA_SECRET_KEY',
    /^(?:test|live)_\S+$/,
    'a secret key, like live_...',
  );
  const apiUrl = read.url('YOOKASSA_API_URL', ['https:', 'http:']);
  const webhookSenders = read.networks('YOOKASSA_WEBHOOK_SENDERS');
  if (shopId === undefined && secretKey === undefined) {
    return undefined;
  }
  if (shopId === undefined || secretKey === undefined) {
    const missing = shopId === undefined ? 'YOOKASSA_SHOP_ID' : 'YOOKASSA_SECRET_KEY';
    read.problem(missing, 'is missing: shop id and secret key belong together');
    return undefined;
  }
  return { shopId, secretKey, apiUrl: apiUrl ?? 'https://api.yookassa.ru/v3', webhookSenders };
}

function imagenIn(read: EnvironmentReader): ImagenConfiguration | undefined {
  const project = read.optional('GOOGLE_CLOUD_PROJECT', /^[a-z0-9:.-]+$/, 'a project id');
  const location = read.optional('GOOGLE_CLOUD_LOCATION', /^[a-z0-9-]+$/, 'like us-central1');
  const imagen = {
    location: location ?? 'us-central1',
    baseUrl: read.url('IMAGEN_BASE_URL', ['https:', 'http:']),
    accessToken: read.optional('GOOGLE_ACCESS_TOKEN', /^\S+$/, 'an access token'),
    keyJson: read.optional('GOOGLE_CREDENTIALS_JSON', /^\{[\s\S]*\}$/, "a key file's JSON"),
    keyFile: read.optional('GOOGLE_APPLICATION_CREDENTIALS', /^.+$/, 'the path of a key file'),
  };
  return project === undefined ? undefined : { project, ...imagen };
}

const settingPrefix = 'SETTING_';

const settingByVariable: ReadonlyMap<string, SettingName> = new Map(
  settingNames.map((name) => [
    settingPrefix + name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(),
    name,
  ]),
);

function settingsIn(read: EnvironmentReader, environment: Environment): Partial<Settings> {
  const values: [SettingName, string | number][] = [];
  for (const [variable, value] of Object.entries(environment)) {
    if (!variable.startsWith(settingPrefix) || value === undefined || value === '') {
      continue;
    }
    const name = settingByVariable.get(variable);
    if (name === undefined) {
      read.problem(
        variable,
        `is no setting; known are ${[...settingByVariable.keys()].join(', ')}`,
      );
      continue;
    }
    const parsed = parseSetting(name, value);
    if (parsed.ok) {
      values.push([name, parsed.value]);
    } else {
      read.problem(variable, parsed.error.message);
    }
  }
  return Object.fromEntries(values) as Partial<Settings>;
}
