import { filterGalleries } from './gallery.ts';
import { drawPlots } from './plots/draw-plots.ts';
import { sortTables } from './sort-tables.ts';

// The page says everything without this script; with it plots are drawn, tables can be sorted and galleries filtered.
sortTables(document);
filterGalleries(document);
void drawPlots(document);
