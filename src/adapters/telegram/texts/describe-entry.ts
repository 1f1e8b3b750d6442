import type { CreditEntry, EntryKind } from '../../../domain/credits/ledger.ts';
import type { GenerationKind } from '../../../domain/models/model.ts';
import { assertNever } from '../../../domain/shared/assert-never.ts';
import type { Language } from '../../../domain/users/user.ts';
import type { PlainMessageKey } from './messages.ts';
import { translate } from './translate.ts';

const requestKeys = {
  text: 'entry-text',
  image: 'entry-image',
  edit: 'entry-edit',
} as const satisfies { readonly [kind in GenerationKind]: PlainMessageKey };

/**
 * What an entry of the ledger was for, as a few words in the user's language.
 *
 * @param request what was asked for, when the entry belongs to a request that is known
 */
export function describeEntry(
  language: Language,
  entry: Pick<CreditEntry, 'operation' | 'kind'>,
  request?: GenerationKind,
): string {
  if (request === undefined || (entry.operation !== 'hold' && entry.operation !== 'release')) {
    return translate(language, keyOf(entry));
  }
  const what = translate(language, requestKeys[request]);
  return entry.operation === 'hold' ? what : translate(language, 'entry-release-for', { what });
}

function keyOf({ operation, kind }: Pick<CreditEntry, 'operation' | 'kind'>): PlainMessageKey {
  switch (operation) {
    case 'grant':
      return grantKeyOf(kind);
    case 'hold':
      return 'entry-hold';
    case 'capture':
      return 'entry-capture';
    case 'release':
      return 'entry-release';
    case 'revoke':
      return kind === 'refund' ? 'entry-revoke-refund' : 'entry-revoke';
    default:
      return assertNever(operation);
  }
}

function grantKeyOf(kind: EntryKind): PlainMessageKey {
  switch (kind) {
    case 'welcome':
      return 'entry-grant-welcome';
    case 'referral':
      return 'entry-grant-referral';
    case 'purchase':
      return 'entry-grant-purchase';
    case 'promo':
      return 'entry-grant-promo';
    case 'admin':
      return 'entry-grant-admin';
    case 'refund':
      return 'entry-grant-refund';
    case 'generation':
      return 'entry-grant-generation';
    default:
      return assertNever(kind);
  }
}
