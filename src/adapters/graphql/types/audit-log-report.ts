import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { AuditLogReport as Report } from '../../../application/access/verify-audit-log.ts';
import type { AuditFault as Fault } from '../../../domain/access/audit.ts';
import { allow } from '../access/allow.ts';
import { make } from '../make.ts';

const AuditFault = {
  MISSING: 'missing',
  UNLINKED: 'unlinked',
  CHANGED: 'changed',
  UNEXPECTED: 'unexpected',
} as const satisfies Record<string, Fault>;

registerEnumType(AuditFault, {
  name: 'AuditFault',
  description: 'What is wrong with a row of the audit log.',
  valuesConfig: {
    MISSING: { description: 'It, or rows before it, were removed.' },
    UNLINKED: { description: 'It does not follow the row before it.' },
    CHANGED: { description: 'It says something else than when it was written.' },
    UNEXPECTED: { description: 'It stands behind the end that the log remembers.' },
  },
});

@allow('inherited')
@ObjectType({ description: 'What a check of the whole audit log found.' })
export class AuditLogReport {
  @Field(() => Boolean, { description: 'Whether every row is as it was written.' })
  readonly isSound!: boolean;

  @Field(() => Int, { description: 'Rows that were looked at.' })
  readonly rows!: number;

  @Field(() => Int, { description: 'Number of the last sound row; 0 when there is none.' })
  readonly lastSoundSeq!: number;

  @Field(() => String, {
    description:
      'SHA-256 of the last sound row, in hex. Kept elsewhere, it proves later that all up to it is unchanged.',
  })
  readonly lastSoundHash!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'Number of the first row that is not sound; null when all are.',
  })
  readonly brokenSeq!: number | null;

  @Field(() => AuditFault, {
    nullable: true,
    description: 'What is wrong with that row; null when all are sound.',
  })
  readonly fault!: string | null;
}

export const toAuditLogReport = ({ rows, head, firstBroken }: Report): AuditLogReport =>
  make(AuditLogReport, {
    isSound: firstBroken === undefined,
    rows,
    lastSoundSeq: head.seq,
    lastSoundHash: head.hash,
    brokenSeq: firstBroken?.seq ?? null,
    fault: firstBroken?.reason ?? null,
  });
