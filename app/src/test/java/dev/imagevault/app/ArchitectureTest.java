package dev.imagevault.app;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import dev.imagevault.format.Limits;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Which part may know which other one. */
class ArchitectureTest {

  private static final String ROOT = "dev.imagevault";
  private static final String DOMAIN = "dev.imagevault.domain";
  private static final String PORT = "dev.imagevault.port";
  private static final String FORMAT = "dev.imagevault.format";
  private static final String MEMORY = "dev.imagevault.memory";
  private static final String RENDER = "dev.imagevault.render";
  private static final String APP_RENDER = "dev.imagevault.app.render";
  private static final String S3 = "dev.imagevault.s3..";
  private static final String CLOUDFRONT = "dev.imagevault.cloudfront..";
  private static final String JDBI = "dev.imagevault.jdbi..";
  private static final String JAVALIN = "dev.imagevault.javalin..";
  private static final String TOKEN = "dev.imagevault.javalin.token";
  private static final String SERVER = "dev.imagevault.javalin.server";
  private static final String SPRING = "dev.imagevault.spring..";
  private static final String APP = "dev.imagevault.app..";
  private static final String[] JDK = {"java..", "javax.crypto..", "javax.sql..", "javax.net.."};
  private static final String NULLNESS = "org.jspecify.annotations";

  /**
   * Neither test classes nor the contract kit. ArchUnit's own option knows test directories alone
   * and would take the kit's jar for production code.
   */
  private static final ImportOption PRODUCTION =
      location -> !location.contains("/test-classes/") && !location.contains("-tests.jar");

  private static final JavaClasses ALL =
      new ClassFileImporter().withImportOption(PRODUCTION).importPackages(ROOT);

  /** The two adapters with the same class are published apart, and share nothing but core. */
  private static final Set<String> TWICE = Set.of("NamedCredentials");

  @Test
  void noTwoClassesHaveOneName() {
    Map<String, Set<String>> named = new TreeMap<>();
    for (JavaClass type : ALL) {
      if (type.isTopLevelClass() && !TWICE.contains(type.getSimpleName())) {
        named.computeIfAbsent(type.getSimpleName(), n -> new TreeSet<>()).add(type.getName());
      }
    }
    named.remove("package-info");
    named.values().removeIf(types -> types.size() == 1);
    assertThat(named).isEmpty();
  }

  @Test
  void theDomainKnowsTheJdkAlone() {
    onlyKnows(DOMAIN);
  }

  @Test
  void portsKnowTheDomain() {
    onlyKnows(PORT, DOMAIN);
  }

  @Test
  void formatsKnowTheDomain() {
    onlyKnows(FORMAT, DOMAIN);
  }

  /** The renderer in memory measures images, as it has no decoder that would. */
  @Test
  void theInMemoryAdaptersKnowPortsFormatsAndDomain() {
    onlyKnows(MEMORY, PORT, FORMAT, DOMAIN);
  }

  @Test
  void renderersKnowPortsFormatsAndDomain() {
    onlyKnows(RENDER, PORT, FORMAT, DOMAIN);
  }

  @Test
  void decodersOfTheJdkStayInTheirProcess() {
    present(APP_RENDER);
    noClasses()
        .that()
        .resideOutsideOfPackage(APP_RENDER)
        .and()
        // It draws the pictures that it uploads, and reads none.
        .doNotBelongToAnyOf(Rehearsal.class)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("javax.imageio..", "java.awt..")
        .check(ALL);
  }

  @Test
  void theUseCasesKnowPortsFormatsDomainAndTheAdaptersInMemory() {
    onlyKnows(ROOT, PORT, FORMAT, DOMAIN, MEMORY);
  }

  @Test
  void outboundAdaptersKnowPortsDomainAndTheirOwnSdk() {
    for (String adapter : List.of(S3, CLOUDFRONT, JDBI)) {
      those(adapter)
          .should()
          .onlyDependOnClassesThat(
              resideOutsideOfPackages("dev.imagevault..")
                  .or(resideInAnyPackage(adapter, PORT, DOMAIN)))
          .check(ALL);
    }
  }

  @Test
  void theHttpAdapterKnowsUseCasesDomainAndWhatACheckTakes() {
    those(JAVALIN)
        .should()
        .onlyDependOnClassesThat(
            resideOutsideOfPackages("dev.imagevault..")
                .or(resideInAnyPackage(JAVALIN, ROOT, DOMAIN))
                .or(type(Limits.class)))
        .check(ALL);
  }

  @Test
  void theRestOfTheHttpAdapterDoesNotKnowHowTokensAreRead() {
    present(TOKEN);
    noClasses()
        .that()
        .resideInAPackage(JAVALIN)
        .and()
        .resideOutsideOfPackage(TOKEN)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(TOKEN)
        .check(ALL);
  }

  @Test
  void onlyTheServerPackageOfTheHttpAdapterTouchesJetty() {
    present(SERVER);
    noClasses()
        .that()
        .resideInAPackage(JAVALIN)
        .and()
        .resideOutsideOfPackage(SERVER)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.eclipse.jetty..")
        .check(ALL);
  }

  @Test
  void nobodyKnowsTheApp() {
    present(APP);
    noClasses()
        .that()
        .resideOutsideOfPackage(APP)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(APP)
        .check(ALL);
  }

  @Test
  void nobodyKnowsTheStarterOfSpring() {
    present(SPRING);
    noClasses()
        .that()
        .resideOutsideOfPackage(SPRING)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(SPRING)
        .check(ALL);
  }

  @Test
  void everyTechnologyStaysInItsAdapter() {
    staysIn("software.amazon.awssdk..", S3, CLOUDFRONT, APP, SPRING);
    staysIn("org.jdbi..", JDBI, APP);
    staysIn("io.javalin..", JAVALIN, APP);
    staysIn("org.springframework..", SPRING);
  }

  @Test
  void coreAndOutboundAdaptersDoNotLog() {
    pure()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.slf4j..", "java.util.logging..", "ch.qos.logback..")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(System.Logger.class)
        .check(ALL);
  }

  @Test
  void coreAndOutboundAdaptersAreGivenTheirClock() {
    pure()
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(ALL);
  }

  @Test
  void coreAndOutboundAdaptersDoNotReadTheEnvironment() {
    pure()
        .should()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "getProperty", String.class)
        .orShould()
        .callMethod(System.class, "getProperty", String.class, String.class)
        .check(ALL);
  }

  @Test
  void namesSayWhatThingsAre() {
    Pattern vague = Pattern.compile(".*(Impl|Utils?|Helper|Manager|Dto)");
    assertThat(ALL)
        .isNotEmpty()
        .extracting(JavaClass::getSimpleName)
        .noneMatch(name -> vague.matcher(name).matches());
    assertThat(packages())
        .isNotEmpty()
        .extracting(JavaPackage::getRelativeName)
        .doesNotContain("util", "utils", "common");
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching("dev.imagevault.(*)..").should().beFreeOfCycles().check(ALL);
    slices().matching("dev.imagevault.(app..)").should().beFreeOfCycles().check(ALL);
    slices().matching("dev.imagevault.(javalin..)").should().beFreeOfCycles().check(ALL);
  }

  @Test
  void noPackageIsInTwoModules() {
    Map<String, Set<String>> modules = new TreeMap<>();
    for (JavaClass type : ALL) {
      String source = type.getSource().orElseThrow().getUri().toString();
      String module = source.substring(0, source.indexOf(type.getPackageName().replace('.', '/')));
      modules.computeIfAbsent(type.getPackageName(), name -> new TreeSet<>()).add(module);
    }
    assertThat(modules).hasSizeGreaterThan(10);
    assertThat(modules).allSatisfy((name, each) -> assertThat(each).as(name).hasSize(1));
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(packages())
        .isNotEmpty()
        .allMatch(each -> each.isAnnotatedWith(NullMarked.class), "is @NullMarked");
  }

  private static void onlyKnows(String part, String... others) {
    List<String> allowed = new ArrayList<>(List.of(JDK));
    allowed.add(NULLNESS);
    allowed.add(part);
    allowed.addAll(List.of(others));
    those(part)
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(allowed.toArray(String[]::new)))
        .check(ALL);
  }

  private static void staysIn(String technology, String... packages) {
    noClasses()
        .that()
        .resideOutsideOfPackages(packages)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(technology)
        .check(ALL);
  }

  private static GivenClassesConjunction those(String part) {
    present(part);
    return classes().that().resideInAPackage(part);
  }

  private static GivenClassesConjunction pure() {
    String[] parts = {ROOT, DOMAIN, PORT, FORMAT, MEMORY, RENDER, S3, CLOUDFRONT, JDBI};
    for (String part : parts) {
      present(part);
    }
    return noClasses().that().resideInAnyPackage(parts);
  }

  /** A rule about a package that is not there, or was not read, would hold for nothing. */
  private static void present(String part) {
    assertThat(ALL.that(resideInAnyPackage(part))).as("classes in " + part).isNotEmpty();
  }

  private static Set<JavaPackage> packages() {
    return ALL.getPackage(ROOT).getSubpackagesInTree();
  }
}
