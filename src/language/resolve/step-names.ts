import type * as ast from '../ast.ts';
import type { StepName } from './types.ts';
import { stepPlaces } from './walk.ts';

/**
 * Every step's name: its label, else its binding (the second place of a binding is `<binding>_2`, ..), else the kind and
 * its number among the steps of that kind. Numbers that a written name has taken are stepped over.
 */
export function nameSteps(flow: ast.Flow): ReadonlyMap<ast.Step, StepName> {
  const steps = stepPlaces(flow).map((place) => place.node);
  const taken = new Set(steps.flatMap((step) => [step.label, step.bind?.name].flatMap((name) => (name ? [name.text] : []))));
  const counts = new Map<string, number>();
  const next = (key: string): number => {
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count;
  };
  const free = (stem: string, from: number): string => {
    let n = from;
    while (taken.has(`${stem}_${n}`)) n++;
    taken.add(`${stem}_${n}`);
    return `${stem}_${n}`;
  };
  const names = new Map<ast.Step, StepName>();
  for (const step of steps) {
    // Counted even where the name is not used: a label on one step does not rename the others.
    const ofKind = next(`kind ${step.action.kind}`);
    const bound = step.bind?.name.text;
    const ofBinding = bound === undefined ? 0 : next(`binding ${bound}`);
    if (step.label !== null) names.set(step, { name: step.label.text, named: true });
    else if (bound !== undefined) names.set(step, { name: ofBinding === 1 ? bound : free(bound, ofBinding), named: true });
    else names.set(step, { name: free(step.action.kind, ofKind), named: false });
  }
  return names;
}
