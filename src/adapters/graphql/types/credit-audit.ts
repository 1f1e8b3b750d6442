import { Field, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { AuditFinding, AuditReport } from '../../../application/ports/credit-audit.ts';
import type {
  CreditAuditAsker as Asker,
  CreditAuditRun,
} from '../../../application/ports/credit-audit-journal.ts';
import { assertNever } from '../../../domain/shared/assert-never.ts';
import { allow } from '../access/allow.ts';
import { toId } from '../ids.ts';
import { make } from '../make.ts';

const CreditAuditFindingKind = {
  BALANCE_DIFFERS: 'balance_differs',
  RUNNING_BALANCE_BROKEN: 'running_balance_broken',
  STRANDED_HOLD: 'stranded_hold',
  MISSING_HOLD: 'missing_hold',
  CAPTURE_DIFFERS: 'capture_differs',
  CHARGED_UNDELIVERED: 'charged_undelivered',
  GRANT_DIFFERS: 'grant_differs',
  GRANT_WITHOUT_PAYMENT: 'grant_without_payment',
  REFUND_DIFFERS: 'refund_differs',
  REFUNDED_MONEY_DIFFERS: 'refunded_money_differs',
} as const satisfies Record<string, AuditFinding['kind']>;

registerEnumType(CreditAuditFindingKind, {
  name: 'CreditAuditFindingKind',
  description: 'A promise of the books that is broken.',
  valuesConfig: {
    BALANCE_DIFFERS: { description: "A balance is not the sum of its user's entries." },
    RUNNING_BALANCE_BROKEN: { description: 'An entry does not follow from the one before.' },
    STRANDED_HOLD: { description: 'Credits are held for nothing that is unfinished.' },
    MISSING_HOLD: { description: 'An unfinished generation holds no credits.' },
    CAPTURE_DIFFERS: { description: 'A generation says another charge than its entries.' },
    CHARGED_UNDELIVERED: { description: 'A generation was charged without a delivery.' },
    GRANT_DIFFERS: { description: 'A payment says other credits than its entry.' },
    GRANT_WITHOUT_PAYMENT: { description: 'Credits of a purchase that no payment stands for.' },
    REFUND_DIFFERS: { description: 'A refund says other credits than its entries.' },
    REFUNDED_MONEY_DIFFERS: { description: 'A payment says other money than its refunds.' },
  },
});

@allow('inherited')
@ObjectType({ description: 'A broken promise of the books.' })
export class CreditAuditFinding {
  @Field(() => CreditAuditFindingKind, { description: 'Which promise.' })
  readonly kind!: string;

  @Field(() => ID, { description: 'The user whose books they are.' })
  readonly userId!: string;

  @Field(() => String, {
    description: 'What it is about: an id of this API, a reference of an entry, or a balance.',
  })
  readonly subject!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'What one side says, as decimal digits: credits, or smallest units of money of REFUNDED_MONEY_DIFFERS.',
  })
  readonly stated!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What the other side, the entries or refunds behind it, adds up to.',
  })
  readonly counted!: string | null;
}

@allow('inherited')
@ObjectType({ description: 'The whole book, checked against itself in one moment.' })
export class CreditAuditReport {
  @Field(() => Boolean, { description: 'Whether no promise is broken.' })
  readonly isClean!: boolean;

  @Field(() => Int, { description: 'Users checked.' })
  readonly users!: number;

  @Field(() => Int, { description: 'Entries checked.' })
  readonly entries!: number;

  @Field(() => Int, { description: 'Generations checked.' })
  readonly generations!: number;

  @Field(() => Int, { description: 'Payments checked.' })
  readonly payments!: number;

  @Field(() => [CreditAuditFinding], { description: 'At most 1,000.' })
  readonly findings!: readonly CreditAuditFinding[];
}

const CreditAuditAsker = {
  SCHEDULE: 'schedule',
  OPERATOR: 'operator',
  ADMIN: 'admin',
  API_KEY: 'api_key',
} as const satisfies Record<string, Asker['kind']>;

registerEnumType(CreditAuditAsker, {
  name: 'CreditAuditAsker',
  description: 'Who asked for a check of the credits.',
  valuesConfig: {
    SCHEDULE: { description: 'Nobody: it is made every night.' },
    OPERATOR: { description: 'The operator, by a command to the bot.' },
    ADMIN: { description: 'An admin.' },
    API_KEY: { description: 'A program, with an API key.' },
  },
});

@allow('credits:read')
@ObjectType({ description: 'A check of all credits. Results are kept for 90 days.' })
export class CreditAudit {
  @Field(() => GraphQLISODateTime, { description: 'When it began.' })
  readonly startedAt!: Date;

  @Field(() => GraphQLISODateTime, { description: 'When it was done.' })
  readonly finishedAt!: Date;

  @Field(() => CreditAuditAsker, { description: 'Who asked for it.' })
  readonly askedBy!: Asker['kind'];

  @Field(() => String, {
    nullable: true,
    description: 'Login of the admin, or name of the API key; null for the others.',
  })
  readonly askerName!: string | null;

  @Field(() => CreditAuditReport, { description: 'What it found.' })
  readonly report!: CreditAuditReport;
}

export const toCreditAudit = ({ startedAt, finishedAt, askedBy, report }: CreditAuditRun) =>
  make(CreditAudit, {
    ...{ startedAt, finishedAt },
    askedBy: askedBy.kind,
    askerName: 'name' in askedBy ? askedBy.name : null,
    report: toCreditAuditReport(report),
  });

const toCreditAuditReport = (report: AuditReport): CreditAuditReport =>
  make(CreditAuditReport, {
    isClean: report.findings.length === 0,
    users: report.users,
    entries: report.entries,
    generations: report.generations,
    payments: report.payments,
    findings: report.findings.map(toFinding),
  });

function toFinding(finding: AuditFinding): CreditAuditFinding {
  const { stated, counted, subject } = factsOf(finding);
  return make(CreditAuditFinding, {
    kind: finding.kind,
    userId: toId('User', finding.userId),
    subject,
    stated: stated?.toString() ?? null,
    counted: counted?.toString() ?? null,
  });
}

interface Facts {
  readonly subject: string;
  readonly stated?: bigint;
  readonly counted?: bigint;
}

function factsOf(finding: AuditFinding): Facts {
  switch (finding.kind) {
    case 'balance_differs':
      return {
        subject: finding.balance,
        stated: finding.account,
        counted: finding.entries,
      };
    case 'running_balance_broken':
    case 'grant_without_payment':
      return { subject: finding.reference };
    case 'stranded_hold':
      return { subject: toId('Generation', finding.holdId) };
    case 'missing_hold':
    case 'charged_undelivered':
      return { subject: toId('Generation', finding.generationId) };
    case 'capture_differs':
      return {
        subject: toId('Generation', finding.generationId),
        stated: finding.charged,
        counted: finding.captured,
      };
    case 'grant_differs':
      return {
        subject: toId('Payment', finding.paymentId),
        stated: finding.granted,
        counted: finding.entries,
      };
    case 'refund_differs':
      return {
        subject: toId('Refund', finding.refundId),
        stated: finding.taken,
        counted: finding.entries,
      };
    case 'refunded_money_differs':
      return {
        subject: toId('Payment', finding.paymentId),
        stated: finding.payment,
        counted: finding.refunds,
      };
    default:
      return assertNever(finding);
  }
}
