import type { Behaviour, Delay, MagicWord } from '../control-api.ts';

interface Spell {
  readonly description: string;
  readonly behaviour: Behaviour;
  readonly delay?: Delay;
  /**
   * Only the model that is asked first with these words misbehaves; another one answers them. So the chat page can
   * show a fallback model stepping in.
   */
  readonly firstModelOnly?: true;
}

const finish = (reason: Extract<Behaviour, { kind: 'finish' }>['reason']): Behaviour => ({
  kind: 'finish',
  reason,
});
const error = (fault: Extract<Behaviour, { kind: 'error' }>['fault']): Behaviour => ({
  kind: 'error',
  fault,
});

const SPELLS: ReadonlyMap<string, Spell> = new Map<string, Spell>([
  ['#blocked', { description: 'the prompt is blocked', behaviour: { kind: 'block_prompt' } }],
  ['#safety', { description: 'the answer is blocked (SAFETY)', behaviour: finish('SAFETY') }],
  ['#image_safety', { description: 'the picture is blocked', behaviour: finish('IMAGE_SAFETY') }],
  ['#prohibited', { description: 'prohibited content', behaviour: finish('PROHIBITED_CONTENT') }],
  ['#recitation', { description: 'stopped for recitation', behaviour: finish('RECITATION') }],
  ['#no_image', { description: 'no picture (NO_IMAGE)', behaviour: finish('NO_IMAGE') }],
  [
    '#text_only',
    { description: 'words instead of a picture', behaviour: { kind: 'text_without_image' } },
  ],
  ['#two_images', { description: 'two pictures', behaviour: { kind: 'two_images' } }],
  [
    '#thought_image',
    { description: 'an interim picture before the real one', behaviour: { kind: 'thought_image' } },
  ],
  [
    '#overload',
    {
      description: 'the model is overloaded (503), its fallback is not',
      behaviour: error('overloaded'),
      firstModelOnly: true,
    },
  ],
  [
    '#overload_all',
    { description: 'every model is overloaded (503)', behaviour: error('overloaded') },
  ],
  ['#quota', { description: 'the quota is used up (429)', behaviour: error('quota') }],
  ['#internal', { description: 'an internal error (500)', behaviour: error('internal') }],
  ['#deadline', { description: 'the deadline expired (504)', behaviour: error('deadline') }],
  [
    '#retired',
    {
      description: 'the model is retired (404), its fallback is not',
      behaviour: error('model_not_found'),
      firstModelOnly: true,
    },
  ],
  ['#region', { description: 'the region is refused (400)', behaviour: error('region') }],
  [
    '#slow',
    {
      description: 'a slow answer',
      behaviour: { kind: 'answer' },
      delay: { beforeMs: 5_000, perChunkMs: 700 },
    },
  ],
  ['#hang', { description: 'no answer at all', behaviour: { kind: 'hang' } }],
  ['#cut', { description: 'the connection drops midway', behaviour: { kind: 'cut' } }],
  [
    '#midstream',
    {
      description: 'an error after the first words',
      behaviour: { kind: 'error_mid_stream', fault: 'overloaded' },
    },
  ],
  ['#max_tokens', { description: 'cut at the token limit', behaviour: { kind: 'max_tokens' } }],
  [
    '#continuation',
    { description: 'an answer in two halves', behaviour: { kind: 'continuation' } },
  ],
]);

export interface MagicReading {
  readonly behaviour: Behaviour;
  readonly delay: Delay | undefined;
  /** The prompt without the word. */
  readonly prompt: string;
}

const REMEMBERED_MAX = 1_000;

export function magicWords(): readonly MagicWord[] {
  return [...SPELLS].map(([word, { description }]) => ({ word, description }));
}

/** Finds the first magic word of a prompt. */
export class MagicWordReader {
  readonly #firstModels = new Map<string, string>();

  read(prompt: string, modelId: string): MagicReading | undefined {
    if (!prompt.includes('#')) return undefined;
    const word = prompt.match(/#[a-z_]+/g)?.find((each) => SPELLS.has(each));
    const spell = word === undefined ? undefined : SPELLS.get(word);
    if (word === undefined || spell === undefined) return undefined;
    const spared = spell.firstModelOnly === true && this.#firstModelOf(prompt, modelId) !== modelId;
    return {
      behaviour: spared ? { kind: 'answer' } : spell.behaviour,
      delay: spell.delay,
      prompt: prompt.replace(word, '').replace(/ {2,}/g, ' ').trim(),
    };
  }

  forget(): void {
    this.#firstModels.clear();
  }

  #firstModelOf(prompt: string, modelId: string): string {
    const known = this.#firstModels.get(prompt);
    if (known !== undefined) return known;
    const [oldest] = this.#firstModels.keys();
    if (this.#firstModels.size >= REMEMBERED_MAX && oldest !== undefined) {
      this.#firstModels.delete(oldest);
    }
    this.#firstModels.set(prompt, modelId);
    return modelId;
  }
}
