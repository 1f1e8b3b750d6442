import type { LoginAttempts } from '../../domain/access/login-attempts.ts';

export interface LoginAttemptRepository {
  /** What was counted for a subject; others wait for its count until the transaction ends. */
  lock(subject: string): Promise<LoginAttempts | undefined>;
  /** Within the transaction that locked it. */
  save(subject: string, attempts: LoginAttempts): Promise<void>;
  forget(subject: string): Promise<void>;
  /** Forgets subjects without an attempt since then. */
  prune(before: Date): Promise<void>;
}
