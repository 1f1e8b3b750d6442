import type { MigrationInterface, QueryRunner } from 'typeorm';

const everyRead = [
  'users:read',
  'credits:read',
  'generations:read',
  'payments:read',
  'catalogue:read',
  'settings:read',
  'content:read',
  'promos:read',
  'statistics:read',
  'health:read',
];

/**
 * The owner may do all there is, whatever the product grows: its list is not looked at. The others
 * are a beginning that an owner changes.
 */
const firstRoles = [
  { name: 'owner', title: 'Owner', permissions: [] },
  {
    name: 'manager',
    title: 'Manager',
    permissions: [
      ...everyRead,
      'users:write',
      'users:message',
      'credits:grant',
      'generations:write',
      'payments:refund',
      'catalogue:write',
      'content:write',
      'promos:write',
      'audit:read',
      'access:read',
      'webhooks:read',
    ],
  },
  {
    name: 'support',
    title: 'Support',
    permissions: [
      'users:read',
      'users:write',
      'users:message',
      'credits:read',
      'generations:read',
      'generations:write',
      'payments:read',
      'catalogue:read',
      'content:read',
      'promos:read',
    ],
  },
  { name: 'analyst', title: 'Analyst', permissions: everyRead },
];

export class Access1763800000007 implements MigrationInterface {
  readonly name = 'Access1763800000007';

  async up(runner: QueryRunner): Promise<void> {
    await createAdmins(runner);
    await createKeys(runner);
    await createThrottles(runner);
    await createAuditLog(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables = [
      'audit_log',
      'audit_head',
      'admin_actions',
      'api_key_minutes',
      'login_attempts',
      'api_keys',
      'admin_sessions',
      'admins',
      'roles',
    ];
    for (const table of tables) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}

async function createAdmins(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE roles (
      name text CONSTRAINT roles_pkey PRIMARY KEY,
      title text NOT NULL,
      permissions text[] NOT NULL
    )
  `);
  for (const { name, title, permissions } of firstRoles) {
    await runner.query('INSERT INTO roles (name, title, permissions) VALUES ($1, $2, $3)', [
      name,
      title,
      permissions,
    ]);
  }
  await runner.query(`
    CREATE TABLE admins (
      id uuid CONSTRAINT admins_pkey PRIMARY KEY,
      name text NOT NULL CONSTRAINT admins_name_key UNIQUE
        CONSTRAINT admins_name_check CHECK (name = lower(name)),
      role text NOT NULL CONSTRAINT admins_role_fkey REFERENCES roles (name),
      password_hash text NOT NULL,
      totp_secret text,
      totp_confirmed boolean NOT NULL,
      totp_last_step bigint,
      disabled_at timestamptz,
      created_at timestamptz NOT NULL,
      CONSTRAINT admins_totp_check CHECK (totp_secret IS NOT NULL OR NOT totp_confirmed)
    )
  `);
  await runner.query('CREATE INDEX admins_role_idx ON admins (role)');
  // Tokens are random: a plain hash of one cannot be turned back.
  await runner.query(`
    CREATE TABLE admin_sessions (
      id uuid CONSTRAINT admin_sessions_pkey PRIMARY KEY,
      admin_id uuid NOT NULL CONSTRAINT admin_sessions_admin_id_fkey REFERENCES admins (id),
      token_hash text NOT NULL CONSTRAINT admin_sessions_token_hash_key UNIQUE,
      previous_token_hash text CONSTRAINT admin_sessions_previous_token_hash_key UNIQUE,
      rotated_at timestamptz NOT NULL,
      created_at timestamptz NOT NULL,
      last_used_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL,
      ip text NOT NULL,
      user_agent text
    )
  `);
  await runner.query('CREATE INDEX admin_sessions_admin_idx ON admin_sessions (admin_id)');
  await runner.query('CREATE INDEX admin_sessions_expires_idx ON admin_sessions (expires_at)');
}

async function createKeys(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE api_keys (
      id text CONSTRAINT api_keys_pkey PRIMARY KEY,
      name text NOT NULL,
      secret_hash text NOT NULL,
      scopes text[] NOT NULL,
      requests_per_minute integer NOT NULL
        CONSTRAINT api_keys_requests_per_minute_check CHECK (requests_per_minute > 0),
      created_by_kind text NOT NULL
        CONSTRAINT api_keys_created_by_kind_check CHECK (created_by_kind IN ('admin', 'api_key')),
      created_by_id text NOT NULL,
      created_at timestamptz NOT NULL,
      expires_at timestamptz,
      last_used_at timestamptz,
      revoked_at timestamptz
    )
  `);
}

async function createThrottles(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE login_attempts (
      subject text CONSTRAINT login_attempts_pkey PRIMARY KEY,
      failures integer NOT NULL CONSTRAINT login_attempts_failures_check CHECK (failures >= 0),
      last_at timestamptz NOT NULL
    )
  `);
  await runner.query('CREATE INDEX login_attempts_last_idx ON login_attempts (last_at)');
  // Counts that nobody misses after a crash: nothing of them waits for the disk.
  await runner.query(`
    CREATE UNLOGGED TABLE api_key_minutes (
      key_id text NOT NULL,
      minute bigint NOT NULL,
      requests integer NOT NULL,
      CONSTRAINT api_key_minutes_pkey PRIMARY KEY (key_id, minute)
    ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05)
  `);
}

async function createAuditLog(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE admin_actions (
      actor_kind text NOT NULL,
      actor_id text NOT NULL,
      key text NOT NULL,
      action text NOT NULL,
      input_hash text NOT NULL,
      result json,
      created_at timestamptz NOT NULL,
      CONSTRAINT admin_actions_pkey PRIMARY KEY (actor_kind, actor_id, key)
    )
  `);
  await runner.query('CREATE INDEX admin_actions_created_idx ON admin_actions (created_at)');
  await runner.query(`
    CREATE TABLE audit_head (
      id integer CONSTRAINT audit_head_pkey PRIMARY KEY
        CONSTRAINT audit_head_single_check CHECK (id = 1),
      seq bigint NOT NULL,
      hash text NOT NULL
    ) WITH (fillfactor = 50)
  `);
  await runner.query(`INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, repeat('0', 64))`);
  await runner.query(`
    CREATE TABLE audit_log (
      seq bigint CONSTRAINT audit_log_pkey PRIMARY KEY
        CONSTRAINT audit_log_seq_check CHECK (seq > 0),
      at timestamptz NOT NULL,
      actor json NOT NULL,
      actor_id text NOT NULL,
      action text NOT NULL,
      subject_type text NOT NULL,
      subject_id text NOT NULL,
      before json,
      after json,
      ip text,
      user_agent text,
      idempotency_key text,
      prev_hash text NOT NULL,
      hash text NOT NULL,
      CONSTRAINT audit_log_actor_check CHECK (actor_id = actor ->> 'id')
    )
  `);
  await runner.query('CREATE INDEX audit_log_actor_idx ON audit_log (actor_id, seq)');
  await runner.query(
    'CREATE INDEX audit_log_subject_idx ON audit_log (subject_type, subject_id, seq)',
  );
  await runner.query('CREATE INDEX audit_log_action_idx ON audit_log (action, seq)');
  await runner.query('CREATE INDEX audit_log_at_idx ON audit_log (at, seq)');
  await runner.query(`
    CREATE TRIGGER audit_log_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
  `);
}
