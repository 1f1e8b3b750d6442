import {
  type AuditActor,
  type AuditRecord,
  type AuditRow,
  auditContent,
  storable,
} from '../../domain/access/audit.ts';
import type { Json } from '../../domain/shared/json.ts';
import type { Clock } from '../ports/clock.ts';
import type { Digest } from '../ports/digest.ts';
import type { Scope } from '../ports/unit-of-work.ts';
import type { Origin } from './actor.ts';

export interface AuditNote {
  readonly actor: AuditActor;
  /** Absent: the program did it by itself. */
  readonly origin?: Origin | undefined;
  readonly action: string;
  readonly subject: { readonly type: string; readonly id: string };
  readonly before?: Json | undefined;
  readonly after?: Json | undefined;
  readonly idempotencyKey?: string | undefined;
}

/** Longest texts that come from outside, in UTF-16 code units. */
const maxName = 200;
const maxUserAgent = 500;

/** Adds to the audit log, hash-chained. */
export class AuditTrail {
  readonly #clock: Clock;
  readonly #digest: Digest;

  constructor(clock: Clock, digest: Digest) {
    this.#clock = clock;
    this.#digest = digest;
  }

  /** Within a transaction, as the last thing that it does: see `AuditLog.lockHead`. */
  async append({ auditLog }: Scope, note: AuditNote): Promise<void> {
    const record = this.#recordOf(note);
    const { seq, hash } = await auditLog.lockHead();
    const linked = { ...record, seq: seq + 1, prevHash: hash };
    await auditLog.append({ ...linked, hash: hashOf(linked, this.#digest) });
  }

  #recordOf({ actor, origin, action, subject, before, after, idempotencyKey }: AuditNote) {
    const optional = (text: string | undefined, maxLength: number) =>
      text === undefined ? undefined : storable(text, maxLength);
    return {
      at: this.#clock.now(),
      actor: {
        kind: actor.kind,
        id: storable(actor.id, maxName),
        name: storable(actor.name, maxName),
      },
      action,
      subjectType: subject.type,
      subjectId: storable(subject.id, maxName),
      before: before ?? null,
      after: after ?? null,
      ip: optional(origin?.ip, maxName),
      userAgent: optional(origin?.userAgent, maxUserAgent),
      idempotencyKey: optional(idempotencyKey, maxName),
    } satisfies AuditRecord;
  }
}

export function hashOf(row: Omit<AuditRow, 'hash'>, digest: Digest): string {
  return digest.sha256(auditContent(row));
}
