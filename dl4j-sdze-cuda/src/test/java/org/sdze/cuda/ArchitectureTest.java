package org.sdze.cuda;

import java.util.List;
import org.sdze.testing.HouseRules;

class ArchitectureTest extends HouseRules {

  ArchitectureTest() {
    super("org.sdze.cuda", List.of("driver", ""));
  }
}
