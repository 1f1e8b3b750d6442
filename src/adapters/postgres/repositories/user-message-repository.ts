import type {
  UserMessage,
  UserMessageRepository,
} from '../../../application/ports/user-message-repository.ts';
import { type UserId, uploadId, userId } from '../../../domain/shared/ids.ts';
import type { UserMessageRow } from '../schemas/content.ts';
import type { Session, Statement } from '../session.ts';

const columns = 'id, request_key, user_id, text, upload_id, created_at';

/** Of two at a time with one key, the later waits for the earlier and writes nothing. */
const insertMessage: Statement = {
  name: 'user_messages.insert',
  text: `INSERT INTO user_messages (${columns}) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (request_key) DO NOTHING`,
};

const findMessage: Statement = {
  name: 'user_messages.find_by_request_key',
  text: `SELECT ${columns} FROM user_messages WHERE request_key = $1`,
};

const messagesOfUser: Statement = {
  name: 'user_messages.of_user',
  text: `SELECT ${columns} FROM user_messages WHERE user_id = $1
    ORDER BY created_at DESC, id DESC LIMIT $2`,
};

export class PostgresUserMessageRepository implements UserMessageRepository {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async insert(message: UserMessage): Promise<boolean> {
    const written = await this.#session.write(insertMessage, [
      message.id,
      message.requestKey,
      message.userId,
      message.text,
      message.picture,
      message.createdAt,
    ]);
    return written > 0;
  }

  async findByRequestKey(requestKey: string): Promise<UserMessage | undefined> {
    const [row] = await this.#session.rows<UserMessageRow>(findMessage, [requestKey]);
    return row && messageOf(row);
  }

  async ofUser(id: UserId, limit: number): Promise<readonly UserMessage[]> {
    const rows = await this.#session.rows<UserMessageRow>(messagesOfUser, [id, limit]);
    return rows.map(messageOf);
  }
}

function messageOf(row: UserMessageRow): UserMessage {
  return {
    id: row.id,
    requestKey: row.request_key,
    userId: userId(Number(row.user_id)),
    text: row.text,
    picture: row.upload_id === null ? undefined : uploadId(row.upload_id),
    createdAt: row.created_at,
  };
}
