import type { RoleRepository } from '../../../application/ports/role-repository.ts';
import { permissionsIn } from '../../../domain/access/permission.ts';
import { everyPermission, ownerRole, type Role } from '../../../domain/access/role.ts';
import type { RoleRow } from '../schemas/access.ts';
import type { Session, Statement } from '../session.ts';

const select = 'SELECT name, title, permissions FROM roles WHERE name = $1';

const findRole: Statement = { name: 'roles.find', text: select };
const holdRole: Statement = { name: 'roles.hold', text: `${select} FOR SHARE` };
const lockRole: Statement = { name: 'roles.lock', text: `${select} FOR UPDATE` };

const saveRole: Statement = {
  name: 'roles.save',
  text: `INSERT INTO roles (name, title, permissions) VALUES ($1, $2, $3)
    ON CONFLICT (name) DO UPDATE
    SET (title, permissions) = ROW (excluded.title, excluded.permissions)`,
};

const removeRole: Statement = { name: 'roles.remove', text: 'DELETE FROM roles WHERE name = $1' };

export class PostgresRoleRepository implements RoleRepository {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  find(name: string): Promise<Role | undefined> {
    return this.#read(findRole, name);
  }

  hold(name: string): Promise<Role | undefined> {
    return this.#read(holdRole, name);
  }

  lock(name: string): Promise<Role | undefined> {
    return this.#read(lockRole, name);
  }

  async save({ name, title, permissions }: Role): Promise<void> {
    await this.#session.write(saveRole, [name, title, [...permissions]]);
  }

  async remove(name: string): Promise<void> {
    await this.#session.write(removeRole, [name]);
  }

  async #read(statement: Statement, name: string): Promise<Role | undefined> {
    const [row] = await this.#session.rows<RoleRow>(statement, [name]);
    return row && roleOf(row);
  }
}

export function roleOf({ name, title, permissions }: RoleRow): Role {
  const allowed = name === ownerRole ? everyPermission : new Set(permissionsIn(permissions));
  return { name, title, permissions: allowed };
}
