import type { UserRepository } from '../../../application/ports/user-repository.ts';
import { modelId, type UserId, userId } from '../../../domain/shared/ids.ts';
import type {
  Ban,
  ChatMode,
  Language,
  PendingEdit,
  PendingPurchase,
  Preferences,
  User,
} from '../../../domain/users/user.ts';
import type { UserRow } from '../schemas/users.ts';
import { placeholders, type Session, type Statement } from '../session.ts';
import { plainText } from './plain-text.ts';

/** What `save` overwrites, in the order of `savedValues`. */
const savedColumns = [
  'username',
  'first_name',
  'language_code',
  'language',
  'mode',
  'text_model',
  'image_model',
  'aspect_ratio',
  'image_size',
  'send_as_file',
  'pending_edit',
  'receipt_email',
  'pending_purchase',
  'ban_reason',
  'banned_at',
  'unreachable_since',
  'last_seen_at',
];

const columns = ['id', ...savedColumns, 'referral_code', 'created_at'];

const findUser: Statement = {
  name: 'users.find',
  text: `SELECT ${columns.join(', ')} FROM users WHERE id = $1`,
};

const lockUser: Statement = {
  name: 'users.lock',
  text: `SELECT ${columns.join(', ')} FROM users WHERE id = $1 FOR NO KEY UPDATE`,
};

const findByCode: Statement = {
  name: 'users.find_by_referral_code',
  text: `SELECT ${columns.join(', ')} FROM users WHERE referral_code = $1`,
};

const insertUser: Statement = {
  name: 'users.insert',
  text: `INSERT INTO users (${columns.join(', ')}) VALUES (${placeholders(1, columns.length)})
    ON CONFLICT (id) DO NOTHING`,
};

const saveUser: Statement = {
  name: 'users.save',
  text: `UPDATE users SET (${savedColumns.join(', ')}) =
      ROW (${placeholders(2, savedColumns.length)})
    WHERE id = $1`,
};

export class PostgresUserRepository implements UserRepository {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async find(id: UserId): Promise<User | undefined> {
    const [row] = await this.#session.rows<UserRow>(findUser, [id]);
    return row && userOf(row);
  }

  async lock(id: UserId): Promise<User | undefined> {
    const [row] = await this.#session.rows<UserRow>(lockUser, [id]);
    return row && userOf(row);
  }

  async findByReferralCode(code: string): Promise<User | undefined> {
    const [row] = await this.#session.rows<UserRow>(findByCode, [code]);
    return row && userOf(row);
  }

  async insert(user: User): Promise<boolean> {
    const values = [user.id, ...savedValues(user), user.referralCode, user.createdAt];
    return (await this.#session.write(insertUser, values)) === 1;
  }

  async save(user: User): Promise<void> {
    const written = await this.#session.write(saveUser, [user.id, ...savedValues(user)]);
    if (written !== 1) {
      throw new Error(`Cannot save user ${user.id} as there is none`);
    }
  }
}

function savedValues(user: User): readonly unknown[] {
  const { preferences } = user;
  return [
    user.username,
    plainText(user.firstName),
    user.languageCode,
    preferences.language,
    preferences.mode,
    preferences.textModel,
    preferences.imageModel,
    preferences.aspectRatio,
    preferences.imageSize,
    preferences.sendAsFile,
    user.pendingEdit && JSON.stringify(user.pendingEdit),
    user.receiptEmail,
    user.pendingPurchase && JSON.stringify(user.pendingPurchase),
    user.ban && plainText(user.ban.reason),
    user.ban?.since,
    user.unreachableSince,
    user.lastSeenAt,
  ];
}

function userOf(row: UserRow): User {
  return {
    id: userId(Number(row.id)),
    username: row.username ?? undefined,
    firstName: row.first_name,
    languageCode: row.language_code ?? undefined,
    preferences: preferencesOf(row),
    pendingEdit: (row.pending_edit as PendingEdit | null) ?? undefined,
    receiptEmail: row.receipt_email ?? undefined,
    pendingPurchase: (row.pending_purchase as PendingPurchase | null) ?? undefined,
    referralCode: row.referral_code,
    ban: banOf(row),
    unreachableSince: row.unreachable_since ?? undefined,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
  };
}

function preferencesOf(row: UserRow): Preferences {
  return {
    language: (row.language as Language | null) ?? undefined,
    mode: row.mode as ChatMode,
    textModel: row.text_model === null ? undefined : modelId(row.text_model),
    imageModel: row.image_model === null ? undefined : modelId(row.image_model),
    aspectRatio: row.aspect_ratio ?? undefined,
    imageSize: row.image_size ?? undefined,
    sendAsFile: row.send_as_file,
  };
}

function banOf(row: UserRow): Ban | undefined {
  return row.banned_at === null || row.ban_reason === null
    ? undefined
    : { reason: row.ban_reason, since: row.banned_at };
}
