import type { UserId } from '../../domain/shared/ids.ts';

/** Nobody of this id ever wrote to the bot. */
export interface UnknownUser {
  readonly kind: 'unknown_user';
  readonly userId: UserId;
}
