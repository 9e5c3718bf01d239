/** The first import of the page; see there for the reason. */
import '#shared/contract/no-eval.ts';
