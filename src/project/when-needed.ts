import type { compile as Compile } from '../compile.ts';
import type { deploy as Deploy } from '../deploy/index.ts';
import type { compileOutputs as CompileOutputs } from './compile-outputs.ts';
import type { compileProject as CompileProject } from './compile-project.ts';
import type { deployProject as DeployProject, planProject as PlanProject } from './deploy-project.ts';

/*
 * What needs the compiler loads it when it is called: it is most of what there is to load, and a command that starts or
 * shows a run would wait for it in vain.
 */

export const compile: typeof Compile = async (...given) => (await import('../compile.ts')).compile(...given);

export const deploy: typeof Deploy = async (...given) => (await import('../deploy/index.ts')).deploy(...given);

export const compileProject: typeof CompileProject = async (...given) => (await import('./compile-project.ts')).compileProject(...given);

export const compileOutputs: typeof CompileOutputs = async (...given) => (await import('./compile-outputs.ts')).compileOutputs(...given);

export const deployProject: typeof DeployProject = async (...given) => (await import('./deploy-project.ts')).deployProject(...given);

export const planProject: typeof PlanProject = async (...given) => (await import('./deploy-project.ts')).planProject(...given);
