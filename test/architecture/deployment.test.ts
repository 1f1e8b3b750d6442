import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const ROOT = resolve(import.meta.dirname, '../..');
const ENTRY = 'src/infrastructure/main.ts';

interface Service {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
}

interface Railway {
  readonly build: { readonly builder: string; readonly dockerfilePath: string };
  readonly deploy: {
    readonly preDeployCommand?: readonly string[];
    readonly startCommand: string;
    readonly healthcheckPath?: string;
  };
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

const manifest: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(
  read('package.json'),
);
const deno: { readonly tasks: Readonly<Record<string, string>> } = JSON.parse(read('deno.json'));
const dockerfile = read('Dockerfile');
const compose: {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
} = parse(read('compose.yaml'), { merge: true });

/** The subcommands of the entry point, as the scripts of package.json name them. */
const SUBCOMMANDS = Object.values(manifest.scripts)
  .filter((script) => script.startsWith(`tsx ${ENTRY}`))
  .map((script) => script.replace(`tsx ${ENTRY}`, '').trim());

describe('compose.yaml', () => {
  const { services } = compose;

  test('runs the server and the worker apart, on PostgreSQL and Redis', () => {
    expect(Object.keys(services).sort()).toEqual([
      'migrate',
      'postgres',
      'redis',
      'server',
      'worker',
    ]);
    expect(services.postgres?.image).toBe('postgres:17');
    expect(services.redis?.image).toBe('redis:8');
  });

  test.each(['migrate', 'server', 'worker'])('starts %s by a command that exists', (name) => {
    expect(services[name]?.command).toEqual([name]);
    expect(SUBCOMMANDS).toContain(name);
    expect(services[name]?.environment).toMatchObject({
      DATABASE_URL: expect.stringContaining('@postgres:5432/'),
      REDIS_URL: 'redis://redis:6379',
    });
  });

  test('waits for healthy engines and finished migrations before it serves', () => {
    for (const name of ['server', 'worker']) {
      expect(services[name]?.depends_on).toEqual({
        migrate: { condition: 'service_completed_successfully' },
        postgres: { condition: 'service_healthy' },
        redis: { condition: 'service_healthy' },
      });
    }
    expect(services.postgres?.healthcheck?.test).toContain('pg_isready');
    expect(services.redis?.healthcheck?.test).toContain('ping');
  });

  test('keeps the data of both engines in named volumes', () => {
    const mounted = [services.postgres, services.redis].flatMap((service) =>
      (service?.volumes ?? []).map((volume) => volume.split(':')[0]),
    );

    expect(mounted).toEqual(Object.keys(compose.volumes));
  });
});

describe('Dockerfile', () => {
  test('runs the entry point of npm start, not as root', () => {
    expect(dockerfile).toContain(`ENTRYPOINT ["node", "--import", "tsx", "${ENTRY}"]`);
    expect(manifest.scripts.start).toBe(`tsx ${ENTRY}`);
    expect(dockerfile).toMatch(/^USER node$/m);
  });

  test('installs no development packages and checks its health', () => {
    expect(dockerfile).toContain('npm ci --omit=dev');
    expect(dockerfile).toMatch(/^HEALTHCHECK [\s\S]*\/healthz/m);
  });

  test('copies only what .dockerignore lets through', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(
      ([, sources = '']) => sources.split(' '),
    );

    expect([...new Set(copied)].sort()).toEqual(allowed.sort());
  });
});

describe.each([
  ['railway.json', 'server'],
  ['railway.worker.json', 'worker'],
])('%s', (path, subcommand) => {
  const { build, deploy }: Railway = JSON.parse(read(path));

  test(`builds the Dockerfile and starts the ${subcommand}`, () => {
    expect(build).toEqual({ builder: 'DOCKERFILE', dockerfilePath: 'Dockerfile' });
    expect(deploy.startCommand).toBe(`node --import tsx ${ENTRY} ${subcommand}`);
    expect(SUBCOMMANDS).toContain(subcommand);
  });
});

test('on Railway the server migrates first and takes traffic once it is ready', () => {
  const { deploy }: Railway = JSON.parse(read('railway.json'));

  expect(deploy.preDeployCommand).toEqual([`node --import tsx ${ENTRY} migrate`]);
  expect(deploy.healthcheckPath).toBe('/readyz');
});

test('every command that runs the program on Node has a Deno task of the same name', () => {
  const programs = Object.entries(manifest.scripts).filter(
    ([, script]) => script.startsWith('tsx ') && !script.startsWith('tsx scripts/'),
  );

  // `run` holds the permissions that the others share.
  const tasks = Object.keys(deno.tasks).filter((name) => name !== 'run');

  expect(tasks.sort()).toEqual(programs.map(([name]) => name).sort());
});
