package dev.imagevault.app;

import static java.util.stream.Collectors.joining;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What others can call, extend or catch, as text: a paragraph for each type. */
final class PublicApi {

  private static final Pattern FAMILIAR =
      Pattern.compile(
          "\\b(?:java\\.lang|java\\.util|java\\.time|dev\\.imagevault(?:\\.[a-z]\\w*)*)\\.(?=[A-Z])");

  private static final int HEADING =
      Modifier.PUBLIC | Modifier.PROTECTED | Modifier.ABSTRACT | Modifier.FINAL;

  /** Every object has them. */
  private static final Set<String> COMMON = Set.of("equals", "hashCode", "toString");

  private PublicApi() {}

  static String of(String... packages) {
    return new ClassFileImporter()
        .importPackages(packages).stream()
            .filter(type -> List.of(packages).contains(type.getPackageName()))
            .filter(PublicApi::isShipped)
            .map(JavaClass::reflect)
            .filter(PublicApi::isReachable)
            .sorted(Comparator.comparing(Class::getName))
            .map(PublicApi::paragraph)
            .collect(joining("\n"));
  }

  /** Of the test classes the contract kit alone is. */
  private static boolean isShipped(JavaClass type) {
    return type.getPackageName().equals("dev.imagevault.contract")
        || !type.getSource().orElseThrow().getUri().toString().contains("/test-classes/");
  }

  private static boolean isReachable(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getEnclosingClass()) {
      if (!isOpen(each.getModifiers())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOpen(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static String paragraph(Class<?> type) {
    List<String> members = new ArrayList<>();
    for (Class<?> each = type;
        each != null && (each == type || !isReachable(each));
        each = each.getSuperclass()) {
      members.addAll(members(each));
    }
    return heading(type)
        + "\n"
        + members.stream().sorted().map(line -> "  " + line + "\n").collect(joining());
  }

  private static String heading(Class<?> type) {
    int implied = type.isInterface() ? Modifier.ABSTRACT : 0;
    String modifiers = Modifier.toString(type.getModifiers() & HEADING & ~implied);
    StringBuilder heading =
        new StringBuilder(modifiers + " " + kind(type) + " " + type.getName().replace('$', '.'));
    if (type.getTypeParameters().length > 0) {
      heading.append(Arrays.toString(type.getTypeParameters()));
    }
    if (type.isRecord()) {
      heading.append(
          Arrays.stream(type.getRecordComponents())
              .map(it -> named(it.getGenericType().getTypeName()) + " " + it.getName())
              .collect(joining(", ", "(", ")")));
    }
    Class<?> parent = type.getSuperclass();
    if (kind(type).equals("class") && parent != Object.class && isReachable(parent)) {
      append(heading, " extends ", Stream.of(type.getGenericSuperclass()));
    }
    append(heading, " implements ", Arrays.stream(type.getGenericInterfaces()));
    if (type.isSealed()) {
      append(
          heading,
          " permits ",
          Arrays.stream(type.getPermittedSubclasses()).filter(PublicApi::isReachable));
    }
    return heading.toString();
  }

  private static String kind(Class<?> type) {
    if (type.isInterface()) {
      return "interface";
    }
    return type.isRecord() ? "record" : type.isEnum() ? "enum" : "class";
  }

  private static void append(StringBuilder heading, String relation, Stream<? extends Type> types) {
    String names = types.map(it -> named(it.getTypeName())).sorted().collect(joining(", "));
    heading.append(names.isEmpty() ? "" : relation + names);
  }

  private static List<String> members(Class<?> type) {
    List<String> members = new ArrayList<>();
    open(type.getDeclaredFields()).map(Field::toGenericString).forEach(members::add);
    open(type.getDeclaredConstructors()).map(Constructor::toGenericString).forEach(members::add);
    open(type.getDeclaredMethods())
        .filter(it -> !COMMON.contains(it.getName()) && !isGenerated(it))
        .map(Method::toGenericString)
        .forEach(members::add);
    String owner = named(type.getName());
    Pattern prefix = Pattern.compile("\\b" + Pattern.quote(owner) + "\\.(?=\\w+(\\(|$))");
    members.replaceAll(it -> prefix.matcher(named(it)).replaceFirst(""));
    return members;
  }

  private static <M extends Member> Stream<M> open(M[] members) {
    return Arrays.stream(members).filter(it -> isOpen(it.getModifiers()) && !it.isSynthetic());
  }

  /** What each enum and each record has by its heading. */
  private static boolean isGenerated(Method method) {
    Class<?> type = method.getDeclaringClass();
    return type.isEnum() && Set.of("values", "valueOf").contains(method.getName())
        || type.isRecord()
            && Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getAccessor)
                .anyMatch(method::equals);
  }

  private static String named(String text) {
    return FAMILIAR
        .matcher(text)
        .replaceAll("")
        .replace('$', '.')
        .replace("synchronized ", "")
        .replace(",", ", ")
        .replace(",  ", ", ");
  }
}
