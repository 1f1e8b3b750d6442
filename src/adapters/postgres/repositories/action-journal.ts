import type {
  ActionJournal,
  ActionKey,
  JournalAction,
  KeptAction,
} from '../../../application/ports/action-journal.ts';
import type { Json } from '../../../domain/shared/json.ts';
import type { AdminActionRow } from '../schemas/audit.ts';
import type { Session, Statement } from '../session.ts';

const takeKey: Statement = {
  name: 'action_journal.take',
  text: `INSERT INTO admin_actions (actor_kind, actor_id, key, action, input_hash, created_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT ON CONSTRAINT admin_actions_pkey DO NOTHING`,
};

/** A statement of its own: it sees what was committed while the one before waited. */
const findKept: Statement = {
  name: 'action_journal.find',
  text: `SELECT action, input_hash, result FROM admin_actions
    WHERE actor_kind = $1 AND actor_id = $2 AND key = $3`,
};

const keepResult: Statement = {
  name: 'action_journal.keep',
  text: `UPDATE admin_actions SET result = $4
    WHERE actor_kind = $1 AND actor_id = $2 AND key = $3`,
};

const pruneKeys: Statement = {
  name: 'action_journal.prune',
  text: 'DELETE FROM admin_actions WHERE created_at < $1',
};

export class PostgresActionJournal implements ActionJournal {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async take(entry: JournalAction): Promise<KeptAction | undefined> {
    const { actor, key, action, inputHash, at } = entry;
    const named = [actor.kind, actor.id, key];
    if ((await this.#session.write(takeKey, [...named, action, inputHash, at])) === 1) {
      return undefined;
    }
    const [kept] = await this.#session.rows<AdminActionRow>(findKept, named);
    if (kept === undefined) {
      throw new Error('Cannot tell what an idempotency key stood for as it was pruned just now');
    }
    return {
      action: kept.action,
      inputHash: kept.input_hash,
      result: kept.result as Json,
    };
  }

  async keep({ actor, key }: ActionKey, result: Json): Promise<void> {
    await this.#session.write(keepResult, [actor.kind, actor.id, key, JSON.stringify(result)]);
  }

  async prune(before: Date): Promise<void> {
    await this.#session.write(pruneKeys, [before]);
  }
}
