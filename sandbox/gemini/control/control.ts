import { defaultModels } from '../catalogue.ts';
import type {
  Behaviour,
  CallList,
  CallsQuery,
  Catalogue,
  CatalogueModel,
  Delay,
  Latency,
  MagicWord,
  Pictures,
  ScriptRequest,
  ScriptState,
} from '../control-api.ts';
import { FileStore } from '../files.ts';
import { CallLog } from './call-log.ts';
import { MagicWordReader, magicWords } from './magic-words.ts';
import { type CallFacts, Script } from './script.ts';

/** The control API as methods, for tests and benchmarks that run in the stand-in's process. */
export interface GeminiStandIn {
  script(request: ScriptRequest): ScriptState;
  scriptState(): ScriptState;
  clearScript(): ScriptState;
  latency(): Latency;
  setLatency(change: Partial<Latency>): Latency;
  pictures(): Pictures;
  setPictures(pictures: Pictures): Pictures;
  calls(query?: CallsQuery): CallList;
  models(): Catalogue;
  setModels(catalogue: Catalogue): Catalogue;
  magicWords(): readonly MagicWord[];
  /** Everything as at start; calls that hang are dropped. */
  reset(): void;
}

export interface ControlSettings {
  readonly latency: Latency;
  readonly pictures: Pictures;
  readonly models: readonly CatalogueModel[] | undefined;
  readonly callsKept: number;
  readonly now: () => number;
}

/** How one call is to be answered. */
export interface Decision {
  readonly behaviour: Behaviour;
  readonly beforeMs: number;
  readonly perChunkMs: number;
  /** The prompt without magic words. */
  readonly prompt: string;
}

/** All state that the control API changes. */
export class Control implements GeminiStandIn {
  readonly log: CallLog;
  readonly files: FileStore;
  readonly #settings: ControlSettings;
  readonly #script = new Script();
  readonly #magic = new MagicWordReader();
  #latency: Latency;
  #pictures: Pictures;
  #models: ReadonlyMap<string, CatalogueModel>;
  #waiting = new Set<AbortController>();

  constructor(settings: ControlSettings) {
    this.#settings = settings;
    this.log = new CallLog(settings.callsKept);
    this.files = new FileStore(settings.now);
    this.#latency = settings.latency;
    this.#pictures = settings.pictures;
    this.#models = byId(settings.models ?? defaultModels);
  }

  now(): number {
    return this.#settings.now();
  }

  model(id: string): CatalogueModel | undefined {
    return this.#models.get(id);
  }

  /** Rules first, then magic words, then the usual answer after the general latency. */
  decide(facts: CallFacts): Decision {
    const rule = this.#script.pick(facts);
    const magic = this.#magic.read(facts.prompt, facts.modelId);
    const delay: Delay = rule?.delay ?? magic?.delay ?? {};
    return {
      behaviour: rule?.behaviour ?? magic?.behaviour ?? { kind: 'answer' },
      beforeMs: delay.beforeMs ?? this.#generalDelayMs(facts),
      perChunkMs: delay.perChunkMs ?? this.#latency.perChunkMs,
      prompt: magic?.prompt ?? facts.prompt,
    };
  }

  #generalDelayMs({ kind }: CallFacts): number {
    if (kind === 'text') return this.#latency.textMs;
    return kind === 'image' || kind === 'edit' || kind === 'imagen' ? this.#latency.imageMs : 0;
  }

  /** Registers a call that waits, so that a reset or a shutdown can end it. */
  waiting(controller: AbortController): () => void {
    this.#waiting.add(controller);
    return () => this.#waiting.delete(controller);
  }

  dropWaiting(): void {
    for (const controller of this.#waiting) controller.abort();
    this.#waiting.clear();
  }

  script(request: ScriptRequest): ScriptState {
    this.#script.load(request);
    return this.#script.state();
  }

  scriptState(): ScriptState {
    return this.#script.state();
  }

  clearScript(): ScriptState {
    this.#script.clear();
    return this.#script.state();
  }

  latency(): Latency {
    return this.#latency;
  }

  setLatency(change: Partial<Latency>): Latency {
    this.#latency = { ...this.#latency, ...change };
    return this.#latency;
  }

  pictures(): Pictures {
    return this.#pictures;
  }

  setPictures(pictures: Pictures): Pictures {
    this.#pictures = pictures;
    return pictures;
  }

  calls(query: CallsQuery = {}): CallList {
    return this.log.list(query);
  }

  models(): Catalogue {
    return { models: [...this.#models.values()] };
  }

  setModels(catalogue: Catalogue): Catalogue {
    this.#models = byId(catalogue.models);
    return this.models();
  }

  magicWords(): readonly MagicWord[] {
    return magicWords();
  }

  reset(): void {
    this.#script.clear();
    this.#magic.forget();
    this.#latency = this.#settings.latency;
    this.#pictures = this.#settings.pictures;
    this.#models = byId(this.#settings.models ?? defaultModels);
    this.log.clear();
    this.files.clear();
    this.dropWaiting();
  }
}

function byId(models: readonly CatalogueModel[]): ReadonlyMap<string, CatalogueModel> {
  return new Map(models.map((model) => [model.id, model]));
}
