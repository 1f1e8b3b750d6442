import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import extractDepcruiseConfig from 'dependency-cruiser/config-utl/extract-depcruise-config';
import { afterEach, describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const { options, forbidden = [] } = await extractDepcruiseConfig(
  join(ROOT, '.dependency-cruiser.js'),
);
const RULES = forbidden.flatMap(({ name }) => (name === undefined ? [] : [name]));

/** Source files by path, each with the module specifiers that it imports. */
type Tree = Readonly<Record<string, readonly string[]>>;

/** Trees that break a rule. */
const BAD_TREES: readonly (readonly [rule: string, tree: Tree])[] = [
  [
    'src/domain: local imports',
    { 'src/domain/a.ts': ['../application/b.ts'], 'src/application/b.ts': [] },
  ],
  ['src/domain: node modules', { 'src/domain/a.ts': ['node:crypto'] }],
  ['src/domain: npm packages', { 'src/domain/a.ts': ['zod'] }],
  [
    'src/application: local imports',
    { 'src/application/a.ts': ['../adapters/images/b.ts'], 'src/adapters/images/b.ts': [] },
  ],
  ['src/application: node modules', { 'src/application/a.ts': ['fs'] }],
  ['src/application: npm packages', { 'src/application/a.ts': ['pino'] }],
  ...[
    'bullmq',
    'crypto',
    'gemini',
    'graphql',
    'http',
    'images',
    'postgres',
    'telegram',
    'webhooks',
    'yookassa',
  ].flatMap((name): (readonly [string, Tree])[] => [
    // A sibling adapter and the composition root are both out of reach.
    [
      `src/adapters/${name}: local imports`,
      { [`src/adapters/${name}/a.ts`]: ['../sibling/b.ts'], 'src/adapters/sibling/b.ts': [] },
    ],
    [
      `src/adapters/${name}: local imports`,
      {
        [`src/adapters/${name}/a.ts`]: ['../../infrastructure/b.ts'],
        'src/infrastructure/b.ts': [],
      },
    ],
    [`src/adapters/${name}: npm packages`, { [`src/adapters/${name}/a.ts`]: ['pino'] }],
  ]),
  ['src/adapters/graphql: npm packages', { 'src/adapters/graphql/a.ts': ['typeorm'] }],
  ['src/adapters/postgres: npm packages', { 'src/adapters/postgres/a.ts': ['type-graphql'] }],
  [
    'src/infrastructure: local imports',
    { 'src/infrastructure/a.ts': ['../../sandbox/b.ts'], 'sandbox/b.ts': [] },
  ],
  [
    'src/infrastructure: local imports',
    { 'src/infrastructure/a.ts': ['../../test/b.ts'], 'test/b.ts': [] },
  ],
  ['src/infrastructure: npm packages', { 'src/infrastructure/a.ts': ['type-graphql'] }],
  ['src/infrastructure: npm types', { 'src/infrastructure/a.ts': ['grammy'] }],
  ['src/infrastructure: npm types', { 'src/infrastructure/a.ts': ['typeorm'] }],
  [
    'migrations: local imports',
    { 'migrations/a.ts': ['../src/domain/b.ts'], 'src/domain/b.ts': [] },
  ],
  ['migrations: node modules', { 'migrations/a.ts': ['node:fs'] }],
  ['migrations: npm packages', { 'migrations/a.ts': ['pg'] }],
  ['sandbox: local imports', { 'sandbox/a.ts': ['../src/domain/b.ts'], 'src/domain/b.ts': [] }],
  ['sandbox: npm packages', { 'sandbox/a.ts': ['typeorm'] }],
  ['sandbox: npm types', { 'sandbox/a.ts': ['grammy'] }],
  [
    'sandbox/chat: local imports',
    { 'sandbox/chat/src/a.ts': ['../../../src/domain/b.ts'], 'src/domain/b.ts': [] },
  ],
  [
    'sandbox/chat: types of the stand-ins',
    { 'sandbox/chat/src/a.ts': ['../../telegram/b.ts'], 'sandbox/telegram/b.ts': [] },
  ],
  ['sandbox/chat: npm packages', { 'sandbox/chat/src/a.ts': ['fastify'] }],
  ['bench: local imports', { 'bench/a.ts': ['../scripts/b.ts'], 'scripts/b.ts': [] }],
  ['scripts: local imports', { 'scripts/a.ts': ['../src/domain/b.ts'], 'src/domain/b.ts': [] }],
  ['scripts: npm packages', { 'scripts/a.ts': ['pino'] }],
  ['test: local imports', { 'test/a.ts': ['../elsewhere/b.ts'], 'elsewhere/b.ts': [] }],
  ['every folder has a row', { 'src/adapters/unlisted/a.ts': ['node:fs'] }],
  ['every folder has a row', { 'src/utils/a.ts': ['node:fs'] }],
  ['no cycles', { 'src/domain/a.ts': ['./b.ts'], 'src/domain/b.ts': ['./a.ts'] }],
  ['imports resolve', { 'src/domain/a.ts': ['./missing.ts'] }],
  [
    'production needs no development packages',
    { 'src/infrastructure/a.ts': ['zod'], 'package.json': ['zod'] },
  ],
];

const GOOD_TREE: Tree = {
  'src/domain/credits/a.ts': ['../shared/b.ts'],
  'src/domain/shared/b.ts': [],
  'src/application/a.ts': ['../domain/shared/b.ts'],
  'src/adapters/telegram/a.ts': ['../../application/a.ts', 'grammy', '@grammyjs/runner', 'node:fs'],
  'src/adapters/postgres/a.ts': ['typeorm', '../../../migrations/a.ts'],
  'src/infrastructure/a.ts': ['../adapters/telegram/a.ts', '../adapters/postgres/a.ts', 'pino'],
  'migrations/a.ts': ['typeorm'],
  'sandbox/a.ts': ['fastify'],
  'test/a.ts': ['../src/infrastructure/a.ts', '../sandbox/a.ts', 'vitest'],
};

const PACKAGES = [
  'grammy',
  '@grammyjs/runner',
  'typeorm',
  'type-graphql',
  'fastify',
  'pino',
  'pg',
  'vitest',
  'zod',
];

let directory: string | undefined;

afterEach(async () => {
  if (directory !== undefined) await rm(directory, { recursive: true, force: true });
});

/** Writes the tree beside stubs of the packages that it may name, and returns the broken rules. */
async function brokenRules(tree: Tree): Promise<string[]> {
  const root = await mkdtemp(join(tmpdir(), 'nano-banana-boundaries-'));
  directory = root;
  const write = async (path: string, content: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  };
  const development = tree['package.json'] ?? [];
  const dependencies = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, '*']));
  await write(
    'package.json',
    JSON.stringify({
      dependencies: dependencies(PACKAGES.filter((name) => !development.includes(name))),
      devDependencies: dependencies(development),
    }),
  );
  for (const name of PACKAGES) {
    await write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }));
    await write(`node_modules/${name}/index.js`, '');
  }
  const sources = Object.entries(tree).filter(([path]) => path.endsWith('.ts'));
  for (const [path, imports] of sources) {
    await write(
      path,
      imports.map((name, index) => `export * as m${index} from '${name}';`).join('\n'),
    );
  }
  const folders = new Set(sources.map(([path]) => path.split('/')[0] ?? path));
  return violations([...folders], root);
}

async function violations(folders: readonly string[], baseDir: string): Promise<string[]> {
  const cruiseOptions: ICruiseOptions = {
    ...options,
    baseDir,
    validate: true,
    ruleSet: { forbidden },
  };
  const { output } = await cruise([...folders], cruiseOptions, options?.enhancedResolveOptions);
  const { summary } = output as ICruiseResult;
  return [...new Set(summary.violations.map(({ rule }) => rule.name))];
}

describe('boundaries', () => {
  test.each(BAD_TREES)('%s: rejects %o', async (rule, tree) => {
    expect(await brokenRules(tree)).toContain(rule);
  });

  test('a tree that keeps the rules passes', async () => {
    expect(await brokenRules(GOOD_TREE)).toEqual([]);
  });

  test('every rule has a bad tree that proves it', () => {
    const proven = new Set(BAD_TREES.map(([rule]) => rule));

    expect(RULES.filter((rule) => !proven.has(rule))).toEqual([]);
  });
});
