import type { AdminRepository } from '../../../application/ports/admin-repository.ts';
import type { Admin } from '../../../domain/access/admin.ts';
import { ownerRole } from '../../../domain/access/role.ts';
import type { AdminRow } from '../schemas/access.ts';
import type { Session, Statement } from '../session.ts';

const columns = `id, name, role, password_hash, totp_secret, totp_confirmed, totp_last_step,
  disabled_at, created_at`;

const findAdmin: Statement = {
  name: 'admins.find',
  text: `SELECT ${columns} FROM admins WHERE id = $1`,
};

const findByName: Statement = {
  name: 'admins.find_by_name',
  text: `SELECT ${columns} FROM admins WHERE name = $1`,
};

const lockAdmin: Statement = {
  name: 'admins.lock',
  text: `SELECT ${columns} FROM admins WHERE id = $1 FOR NO KEY UPDATE`,
};

const insertAdmin: Statement = {
  name: 'admins.insert',
  text: `INSERT INTO admins (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
};

const saveAdmin: Statement = {
  name: 'admins.save',
  text: `UPDATE admins SET role = $2, password_hash = $3, totp_secret = $4, totp_confirmed = $5,
      totp_last_step = $6, disabled_at = $7
    WHERE id = $1`,
};

const anyAdmin: Statement = {
  name: 'admins.any',
  text: 'SELECT EXISTS (SELECT FROM admins) AS any',
};

const anyOfRole: Statement = {
  name: 'admins.any_of_role',
  text: 'SELECT EXISTS (SELECT FROM admins WHERE role = $1) AS any',
};

/** In the order of ids, so that two transactions do not wait for each other. */
const lockEnabledOwners: Statement = {
  name: 'admins.lock_enabled_owners',
  text: `SELECT id FROM admins WHERE role = '${ownerRole}' AND disabled_at IS NULL
    ORDER BY id FOR NO KEY UPDATE`,
};

export class PostgresAdminRepository implements AdminRepository {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  find(id: string): Promise<Admin | undefined> {
    return this.#read(findAdmin, id);
  }

  findByName(name: string): Promise<Admin | undefined> {
    return this.#read(findByName, name);
  }

  lock(id: string): Promise<Admin | undefined> {
    return this.#read(lockAdmin, id);
  }

  async insert(admin: Admin): Promise<void> {
    const { id, name, createdAt } = admin;
    await this.#session.write(insertAdmin, [id, name, ...changeable(admin), createdAt]);
  }

  async save(admin: Admin): Promise<void> {
    await this.#session.write(saveAdmin, [admin.id, ...changeable(admin)]);
  }

  any(): Promise<boolean> {
    return this.#ask(anyAdmin, []);
  }

  anyOfRole(role: string): Promise<boolean> {
    return this.#ask(anyOfRole, [role]);
  }

  async lockEnabledOwners(): Promise<readonly string[]> {
    const rows = await this.#session.rows<Pick<AdminRow, 'id'>>(lockEnabledOwners, []);
    return rows.map(({ id }) => id);
  }

  async #read(statement: Statement, value: string): Promise<Admin | undefined> {
    const [row] = await this.#session.rows<AdminRow>(statement, [value]);
    return row && adminOf(row);
  }

  async #ask(statement: Statement, values: readonly string[]): Promise<boolean> {
    const [row] = await this.#session.rows<{ readonly any: boolean }>(statement, values);
    return row?.any ?? false;
  }
}

const changeable = ({ role, passwordHash, totp, disabledAt }: Admin) => [
  role,
  passwordHash,
  totp?.secret,
  totp?.confirmed ?? false,
  totp?.lastStep,
  disabledAt,
];

function adminOf(row: AdminRow): Admin {
  const { totp_secret: secret, totp_confirmed: confirmed, totp_last_step: lastStep } = row;
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    passwordHash: row.password_hash,
    totp:
      secret === null
        ? undefined
        : { secret, confirmed, lastStep: lastStep === null ? undefined : Number(lastStep) },
    disabledAt: row.disabled_at ?? undefined,
    createdAt: row.created_at,
  };
}
