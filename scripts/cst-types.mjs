// Writes the types of the concrete tree from the grammar that dist holds: build, run this, build again.
import { writeFileSync } from 'node:fs';
import { cstTypes } from '../dist/language/parse/describe-grammar.js';

writeFileSync(new URL('../src/language/parse/cst.ts', import.meta.url), cstTypes());
