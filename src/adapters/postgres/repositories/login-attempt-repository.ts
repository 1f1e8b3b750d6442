import type { LoginAttemptRepository } from '../../../application/ports/login-attempt-repository.ts';
import type { LoginAttempts } from '../../../domain/access/login-attempts.ts';
import type { LoginAttemptsRow } from '../schemas/access.ts';
import type { Session, Statement } from '../session.ts';

/**
 * A row that is not there cannot be locked: it is made, without failures. An update that changes
 * nothing locks the one that is there.
 */
const lockAttempts: Statement = {
  name: 'login_attempts.lock',
  text: `INSERT INTO login_attempts (subject, failures, last_at) VALUES ($1, 0, to_timestamp(0))
    ON CONFLICT (subject) DO UPDATE SET failures = login_attempts.failures
    RETURNING failures, last_at`,
};

const saveAttempts: Statement = {
  name: 'login_attempts.save',
  text: 'UPDATE login_attempts SET failures = $2, last_at = $3 WHERE subject = $1',
};

const forgetAttempts: Statement = {
  name: 'login_attempts.forget',
  text: 'DELETE FROM login_attempts WHERE subject = $1',
};

const pruneAttempts: Statement = {
  name: 'login_attempts.prune',
  text: 'DELETE FROM login_attempts WHERE last_at < $1',
};

export class PostgresLoginAttemptRepository implements LoginAttemptRepository {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async lock(subject: string): Promise<LoginAttempts | undefined> {
    const [row] = await this.#session.rows<LoginAttemptsRow>(lockAttempts, [subject]);
    return row === undefined || row.last_at.getTime() === 0
      ? undefined
      : { failures: row.failures, lastAt: row.last_at };
  }

  async save(subject: string, { failures, lastAt }: LoginAttempts): Promise<void> {
    await this.#session.write(saveAttempts, [subject, failures, lastAt]);
  }

  async forget(subject: string): Promise<void> {
    await this.#session.write(forgetAttempts, [subject]);
  }

  async prune(before: Date): Promise<void> {
    await this.#session.write(pruneAttempts, [before]);
  }
}
