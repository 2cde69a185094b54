// The page from top to bottom; sections that would be empty are left out.

writeHeadline();
if (candidates.length === 0) {
  document.querySelectorAll('section').forEach(section => section.remove());
  find('#headline').append(element('p', { class: 'notice' }, 'There are no candidates yet.'));
} else {
  writeProgress();
  if (axes.length === 0) {
    document.querySelectorAll('#importance, #parallel, #scatter').forEach(section => section.remove());
  } else {
    writeImportance();
    writeParallel();
    writeScatter();
  }
  writeTable();
}
drawLegends();
startDrawing();
