import type { UserId } from '../../domain/shared/ids.ts';
import { languageOf } from '../../domain/users/user.ts';
import { type Notice, privateChatOf } from '../notices.ts';
import type { Scope } from '../ports/unit-of-work.ts';

/**
 * Tells a user about their money, in their own chat, once the transaction commits.
 *
 * @param noticeId the same for the same message, e.g. `paid-<payment id>`
 */
export async function tell(
  { users, outbox }: Scope,
  userId: UserId,
  noticeId: string,
  notice: Notice,
): Promise<void> {
  const user = await users.find(userId);
  if (user !== undefined) {
    const destination = privateChatOf(userId);
    const addressed = { userId, destination, language: languageOf(user), notice };
    await outbox.add({ type: 'notice.send', noticeId, addressed });
  }
}
