"""Common names, streets and towns of many languages, and the old encodings each was written in.

The names are those that national statistics list as frequent; people made of them are made up.
"""

from typing import NamedTuple


class Language(NamedTuple):
    """What lists of one language are made of.

    Attributes:
        encodings: Python's names of those that lists of the language come in, UTF-8 aside.
        first: first names, with blanks between them.
        last: family names, likewise.
        streets: streets without house numbers, with bars between them.
        towns: towns, with blanks between them.
        glued: a full name is written without a blank, the family name first.
    """

    encodings: tuple[str, ...]
    first: str
    last: str
    streets: str
    towns: str
    glued: bool = False

    @property
    def street_names(self) -> list[str]:
        """Return the streets."""
        return [" ".join(street.split()) for street in self.streets.split("|")]


_WEST = ("cp1252", "iso8859_15", "mac_roman", "cp850")
_CENTRAL = ("cp1250", "iso8859_2", "cp852")
_CYRILLIC = ("cp1251", "koi8_r", "cp866", "iso8859_5", "mac_cyrillic")
_BALTIC = ("cp1257", "iso8859_13")

LANGUAGES = {
    "French": Language(
        _WEST,
        """Hélène Noël Benoît François Élodie Jérôme Chloé André Céline Zoé Anaïs Marie Pierre
            Luc Françoise Gaëlle Océane Rémi Stéphane Valérie Paul Julie Thérèse Loïc Camille""",
        """Martin Bernard Lefèvre Dupont Durand Leroy Moreau Fournier Gérard Mercier François
            Béranger Lemaître Rousseau Bouché Hébert Prévost Daniélou Garçon Châtelain Noël
            Petit Roux""",
        """rue de la République|rue Victor Hugo|avenue du Général Leclerc|place de l’Église|
            rue du Château|boulevard Félix Faure|chemin des Prés|impasse du Moulin|
            rue de l'Hôtel de Ville""",
        "Paris Lyon Orléans Nîmes Besançon Béziers Angoulême Saint-Étienne Nice Lille",
    ),
    "Spanish": Language(
        _WEST,
        """José María Jesús Ángel Andrés Begoña Íñigo Lucía Raúl Sofía Óscar Inés Mónica Carlos
            Ana Juan Elena Martín Álvaro Nicolás Rocío Verónica Belén Tomás Iván""",
        """García Fernández González Rodríguez López Martínez Sánchez Pérez Gómez Muñoz Núñez
            Ibáñez Ordóñez Castaño Peña Ruiz Díaz Torres Ramírez Vázquez Güell Benítez Marín""",
        """Calle Mayor|Avenida de la Constitución|Plaza de España|Calle San Martín|
            Paseo de Gràcia|Calle Cañón|Camino del Río|Calle Nuñez de Balboa|Ronda de Atocha|
            Travesía del Árbol""",
        "Madrid Málaga Córdoba Cádiz Logroño Almería León Sevilla Jaén Ávila Coruña",
    ),
    "Portuguese": Language(
        _WEST,
        """João José António Conceição Inês Luís Sebastião Mônica Flávio Lúcia Fábio Ana Maria
            Paulo Antônio Cristóvão Estêvão Patrícia Júlio César Vitória Débora Tomás Marcos""",
        """Silva Santos Ferreira Pereira Araújo Gonçalves Magalhães Simões Guimarães Conceição
            Assunção Falcão Mendonça Lourenço Brandão Cunha Moreira Sá Câmara Galvão Leitão
            Nóbrega""",
        """Rua da Conceição|Avenida São João|Praça da Sé|Rua Direita|Rua das Flores|
            Travessa do Comércio|Avenida Getúlio Vargas|Rua Júlio Dinis|Largo do Chão|
            Alameda dos Anjos""",
        "Lisboa Porto Guimarães Évora Setúbal Brasília Maceió Goiânia Belém Niterói Covilhã",
    ),
    "Italian": Language(
        _WEST,
        """Niccolò Giosuè Noè Marco Anna Giulia Luca Francesca Salomè Mosè Nicolò Zoè Maria
            Sara Paolo Davide Chiara Elena Matteo Andrea""",
        """Rossi Bianchi Cantù Forlì Dalmò Foà Patanè Scalfò Cefalù Romanò Greco Colombo Ricci
            Costa Corrò Aimè Bonfà Marini Testa Motta""",
        """Via della Libertà|Via Garibaldi|Corso Unità d'Italia|Piazza della Carità|
            Via XX Settembre|Viale Università|Via Nicolò Machiavelli|Via Roma|Via della Società|
            Piazza San Nicolò""",
        "Roma Milano Cantù Forlì Cefalù Nardò Napoli Torino Mondovì Patù",
    ),
    "German": Language(
        _WEST,
        """Jürgen Jörg Günter Bärbel Käthe Björn Sören Anna Peter Götz Hänsel Lukas Marie Ülkü
            Jan Rüdiger Kätchen Thomas Andreas Sabine""",
        """Müller Schröder Köhler Krämer Jäger Schäfer Böhm Groß Weiß Vogel Schmidt Meyer Fuß
            Günther Strauß Öztürk König Hübner Bäcker Löwe Äpfler Preuß""",
        """Hauptstraße|Schloßallee|Gänseweg|Mühlenweg|Bahnhofstraße|Am Römerhof|Süßer Winkel|
            Königsplatz|Lindenallee|Äußere Ringstraße|Übergasse""",
        """Köln München Düsseldorf Nürnberg Würzburg Lübeck Osnabrück Gießen Berlin Görlitz
            Öhringen""",
    ),
    "Dutch": Language(
        _WEST,
        """Daniël Noëlle Chloë Zoë Anaïs Joëlle Jan Piet André René Renée Michaël Loïs Kees
            Sanne Tim Anouk Lotte Mariëtte Raphaël""",
        """Jansen Bakker Visser Coën Ooijen Daniëls Smit Müller Brûlé Noë Pieters Hoëné Ruïs
            Vos Kuijpers Coördes Mulder Bos Zeeën Eén""",
        """Coöperatiestraat|Kerkstraat|Daniël Heinsiuslaan|Prins Bernhardstraat|Ruïnelaan|
            Zuiderzeeën|Dorpsstraat|Officiële Weg|Havenkade|Hoëveenseweg""",
        "Amsterdam IJmuiden Coëvorden België Utrecht Zoë Leiden Groningen Curaçao Reünie",
    ),
    "Danish": Language(
        _WEST,
        """Søren Jørgen Åse Bjørn Mads Anders Kåre Lærke Nanna Bøje Ida Freja Gæa Rønne Håkon
            Jens Pernille Mikkel Agnethe Æbbe""",
        """Jensen Sørensen Jørgensen Møller Ågård Nørgaard Kjær Thøgersen Østergaard Bøgh
            Madsen Lund Skov Krøyer Bæk Højgaard Damgård Holm Kæmpe Rådmand""",
        """Nørrebrogade|Østergade|Åboulevarden|Kirkegade|Vestergade|Søndergade|Bækvej|Møllevej|
            Skovvænget|Ærøgade""",
        "København Ålborg Århus Odense Næstved Helsingør Sønderborg Køge Tønder Rødovre",
    ),
    "Swedish": Language(
        _WEST,
        """Åsa Göran Björn Märta Jörgen Håkan Sören Anna Karl Lena Pär Görel Älva Örjan Mårten
            Elin Lars Bosse Ingegärd Tåve""",
        """Andersson Sjöberg Åkesson Lindström Öberg Nyström Bäckström Hallgård Ström Ek
            Sandström Björk Höglund Dahl Ängqvist Västerlund Åberg Löfgren Nordén Wallén""",
        """Storgatan|Kungsgatan|Ågatan|Östra Hamngatan|Björkvägen|Skolvägen|Sjövägen|
            Norra Långgatan|Ängsvägen|Göteborgsvägen""",
        "Göteborg Malmö Västerås Örebro Linköping Umeå Gävle Borås Skövde Luleå",
    ),
    "Finnish": Language(
        _WEST,
        """Väinö Päivi Jyrki Hänninen Särkä Mäki Pentti Aino Äijä Yrjö Töyry Seppo Kyösti
            Heikki Liisa Päiviö Pirjo Tyyne Jäntti Eemeli""",
        """Mäkinen Hämäläinen Järvinen Heikkinen Korhonen Nieminen Mäkelä Lehtimäki Väisänen
            Pöyry Kärkkäinen Hyvönen Räsänen Laine Töyrylä Seppä Åström Särkkä Leinonen Öhman""",
        """Mannerheimintie|Hämeenkatu|Itäinen Pitkäkatu|Pääskyntie|Mäkitie|Järvikatu|
            Töölönkatu|Kirkkokatu|Yliopistonkatu|Särkitie""",
        """Helsinki Jyväskylä Hämeenlinna Espoo Mikkeli Riihimäki Järvenpää Seinäjoki Äänekoski
            Oulu""",
    ),
    "Icelandic": Language(
        ("cp1252", "iso8859_15", "cp850"),
        """Guðrún Jón Þór Sigríður Ólafur Björk Þóra Ragnheiður Ásgeir Hildur Árni Sæunn
            Steinþór Gísli Ingibjörg Þorsteinn Eyþór Margrét Örn Dóra""",
        """Jónsdóttir Sigurðsson Guðmundsson Þórsson Ólafsdóttir Einarsson Árnason Björnsdóttir
            Gíslason Helgadóttir Magnússon Þorsteinsdóttir Kristjánsson Sæmundsson Ögmundsdóttir""",
        """Laugavegur|Hafnarstræti|Skólavörðustígur|Þingholtsstræti|Bankastræti|Óðinsgata|
            Ægisgata|Suðurgata|Túngata|Öldugata""",
        "Reykjavík Kópavogur Hafnarfjörður Akureyri Ísafjörður Garðabær Selfoss Höfn Húsavík",
    ),
    "Polish": Language(
        _CENTRAL,
        """Łukasz Małgorzata Paweł Michał Józef Grażyna Bożena Zbigniew Świętosława Żaneta Anna
            Piotr Jędrzej Przemysław Elżbieta Wiesław Kasia Tomasz Ewa Stanisław""",
        """Wójcik Dąbrowski Kowalski Zieliński Woźniak Król Wróbel Głowacki Sikorska Górski
            Jabłoński Żak Ćwik Świątek Pająk Nowak Mazur Pawłowski Szczęsny Błaszczyk""",
        """ulica Długa|ulica Świętokrzyska|aleja Niepodległości|ulica Kościuszki|ulica Piękna|
            ulica Żelazna|plac Wolności|ulica Słowackiego|ulica Ogrodowa|ulica Łąkowa""",
        "Łódź Kraków Gdańsk Poznań Wrocław Toruń Częstochowa Rzeszów Warszawa Białystok",
    ),
    "Czech": Language(
        _CENTRAL,
        """Jiří Tomáš Žofie Lukáš František Věra Zdeněk Ondřej Růžena Šárka Matěj Jana Petr Eva
            Bohuš Václav Kateřina Miloš Jiřina Štěpán""",
        """Novák Svoboda Dvořák Černý Procházka Kučera Veselý Horák Němec Růžička Hájek Král
            Beneš Fiala Šťastný Žák Říha Doležal Zeman Čech""",
        """Hlavní|Náměstí Míru|Nádražní|Školní|Žižkova|Dlouhá|Květinová|Husova|Komenského|
            Řeznická""",
        "Plzeň Brno Ústí Třebíč Olomouc Děčín Zlín Jihlava Příbram Kroměříž",
    ),
    "Slovak": Language(
        _CENTRAL,
        """Ján Jozef Mária Ľudmila Ľubomír Štefan Božena Žofia Marián Peter Anna Zuzana Matúš
            Tomáš Dušan Michal Katarína Lukáš Ľuboš Eva""",
        """Horváth Kováč Varga Tóth Nagy Baláž Molnár Polák Ďurica Šimko Lukáč Krajčí Hudák
            Gajdoš Žilka Ďuriš Oravec Kráľ Ondruš Mikuláš""",
        """Hlavná|Námestie Slobody|Štúrova|Železničná|Školská|Dlhá|Kvetná|Ľubová|Poštová|
            Jánošíkova""",
        "Košice Bratislava Žilina Nitra Prešov Trenčín Piešťany Levoča Ľubotice Banská",
    ),
    "Hungarian": Language(
        _CENTRAL,
        """László József István Zoltán Gábor Erzsébet Katalin Mária Ágnes Győző Ödön Judit
            Péter Tamás Balázs Éva György Zsófia Szilárd Réka""",
        """Nagy Kovács Tóth Szabó Horváth Varga Kiss Molnár Németh Erdős Gyűrű Szűcs Fehér
            Fekete Kőszegi Bíró Török Pál Szőke Lévai""",
        """Kossuth Lajos utca|Petőfi utca|Rákóczi út|Ady Endre utca|Fő utca|Széchenyi tér|
            Dózsa György út|Arany János utca|Erdő sor|Tölgyfa köz""",
        """Budapest Győr Pécs Szőreg Debrecen Székesfehérvár Miskolc Eger Kecskemét
            Hódmezővásárhely""",
    ),
    "Romanian": Language(
        _CENTRAL,
        """Ştefan Ioniţă Mihăiţă Ion Maria Cătălin Mădălina Gheorghe Ilinca Răzvan Bogdan Ioana
            Ciprian Anca Ruxăndra Florenţa Dragoş Traian Mălina Costică""",
        """Popescu Ionescu Munteanu Păunescu Bălan Ştefănescu Ţăranu Câmpeanu Rusu Dumitraşcu
            Lăcătuş Vîlcu Moraru Gâdea Bărbulescu Şerban Ciobanu Toma Sârbu Coţofană""",
        """Strada Ştefan cel Mare|Calea Victoriei|Bulevardul Unirii|Strada Mihai Viteazul|
            Strada Gării|Strada Florilor|Piaţa Romană|Strada Nucului|Strada Şcolii|Aleea Mărului""",
        "Bucureşti Iaşi Timişoara Constanţa Braşov Galaţi Bacău Piteşti Târgovişte Cluj",
    ),
    "Croatian": Language(
        _CENTRAL,
        """Željko Ivana Marko Đurđa Stjepan Krešimir Tomislav Ana Žarko Božica Petar Nikša Đuro
            Luka Šime Maja Hrvoje Zdravko Ante Jagoda""",
        """Horvat Kovačević Babić Marić Jurić Novak Knežević Vuković Marković Petrović Božić
            Šarić Đurić Grgić Pavlović Žagar Čop Lončar Šimić Perković""",
        """Ulica kneza Branimira|Ilica|Vukovarska cesta|Šetalište kralja Tomislava|
            Trg bana Jelačića|Školska ulica|Gundulićeva|Cvjetno naselje|Čazmanska|Žitnjačka""",
        "Zagreb Split Rijeka Šibenik Požega Đakovo Čakovec Karlovac Varaždin Sisak",
    ),
    "Turkish": Language(
        ("cp1254", "iso8859_9", "cp857"),
        """Ayşe Çağrı Şükrü Gülşah Mehmet Fatma İbrahim Özgür Ümit Işık Emre Zeynep Oğuz
            Hüseyin Yağmur Ali Elif Ömer Gökhan Tuğba""",
        """Yılmaz Şahin Öztürk Yıldız Aydın Özdemir Çelik Doğan Kılıç Arslan Güneş Aslan Koç
            Şimşek Çetin Kurt Ünal Erdoğan Güler Taş""",
        """Atatürk Caddesi|İstiklal Caddesi|Cumhuriyet Bulvarı|Çiçek Sokağı|Gül Sokak|
            Bağdat Caddesi|Şehitler Caddesi|Okul Sokağı|Işıklar Sokak|Yeşilırmak Caddesi""",
        "İstanbul Ankara İzmir Muğla Eskişehir Çanakkale Diyarbakır Şanlıurfa Kütahya Iğdır",
    ),
    "Lithuanian": Language(
        _BALTIC,
        """Jonas Žilvinas Ąžuolas Eglė Šarūnas Rūta Kęstutis Živilė Vytautas Ieva Gražina Daiva
            Česlovas Ona Žydrūnas Jūratė Algirdas Aistė Marius Ūla""",
        """Kazlauskas Jankauskas Petrauskienė Žukauskas Stankevičius Paulauskaitė Šimkus
            Grybauskaitė Butkutė Žemaitis Šukys Vaičiūnas Mažeika Čepaitė Kęsgaila Rimkus
            Ąsočius Pečiulis""",
        """Gedimino prospektas|Vilniaus gatvė|Laisvės alėja|Žaliasis tiltas|Šilo gatvė|
            Pušų gatvė|Mokyklos gatvė|Ąžuolų gatvė|Jūros gatvė|Kęstučio gatvė""",
        "Vilnius Kaunas Klaipėda Šiauliai Panevėžys Mažeikiai Utena Telšiai Ukmergė Plungė",
    ),
    "Latvian": Language(
        _BALTIC,
        """Jānis Līga Ēriks Ilze Mārtiņš Kristīne Andris Zane Ģirts Ķestutis Dzintra Aivars
            Līna Rūdolfs Māra Guntis Ņina Pēteris Sanita Ojārs""",
        """Bērziņš Kalniņš Ozoliņa Jansons Liepiņa Krūmiņš Zariņš Eglītis Pētersons Vītols
            Ķirsis Šmits Āboliņš Gailītis Ģēģeris Žagars Siliņa Balodis Kļaviņš Lūsis""",
        """Brīvības iela|Rīgas iela|Skolas iela|Dārza iela|Mīlestības gatve|Ķemeru iela|
            Jūras iela|Zvaigžņu iela|Ganību dambis|Ģertrūdes iela""",
        "Rīga Jelgava Jūrmala Ventspils Rēzekne Valmiera Cēsis Ķekava Sigulda Liepāja",
    ),
    "Estonian": Language(
        (*_BALTIC, "cp1252"),
        """Tõnu Jüri Märt Ülle Külli Õie Andrus Kätlin Mari Jaan Tõnis Väino Peeter Liis Örd
            Riina Urmas Tiina Ants Pärt""",
        """Tamm Saar Mägi Sepp Kask Kukk Rebane Ilves Pärn Kõiv Põld Lõhmus Vähi Õunapuu Sõber
            Kütt Jõgi Lepik Üksvärav Täht""",
        """Pärnu maantee|Narva maantee|Õismäe tee|Mere puiestee|Kooli tänav|Männi tänav|
            Põhja puiestee|Lõuna tänav|Ülikooli|Jõe tänav""",
        "Tallinn Tartu Pärnu Võru Viljandi Põlva Jõhvi Haapsalu Kärdla Jõgeva",
    ),
    "Greek": Language(
        ("cp1253", "iso8859_7", "cp737"),
        """Γιώργος Μαρία Δημήτρης Ελένη Κώστας Κατερίνα Νίκος Άννα Γιάννης Σοφία Παναγιώτης
            Βασιλική Χρήστος Ευαγγελία Θανάσης Ιωάννα Στέλιος Όλγα Ηλίας Φωτεινή""",
        """Παπαδόπουλος Νικολάου Γεωργίου Οικονόμου Παππάς Βλάχος Αγγελόπουλος Μακρής Αντωνίου
            Δημητρίου Ιωάννου Κωνσταντίνου Λάμπρου Σταύρου Χατζής Ζαφειρίου Ρήγας Ξένου""",
        """Ερμού|Πανεπιστημίου|Λεωφόρος Κηφισίας|Αγίου Δημητρίου|Τσιμισκή|Εγνατία|Σταδίου|
            Ακαδημίας|Βασιλέως Κωνσταντίνου|Πλατεία Ομονοίας""",
        "Αθήνα Θεσσαλονίκη Πάτρα Ηράκλειο Λάρισα Βόλος Ιωάννινα Χανιά Ρόδος Καβάλα",
    ),
    "Russian": Language(
        _CYRILLIC,
        """Иван Ольга Сергей Наталья Дмитрий Елена Алексей Татьяна Юрий Светлана Павел Ирина
            Михаил Мария Владимир Анна Николай Людмила Фёдор Эльвира""",
        """Иванов Петрова Смирнов Кузнецова Соколов Попова Лебедев Козлова Новиков Морозова
            Волков Зайцева Семёнов Голубева Виноградов Щербакова Жуков Цветкова Чернышёв Юдина""",
        """улица Ленина|проспект Мира|Невский проспект|улица Гагарина|Садовая улица|
            переулок Победы|Советская улица|площадь Революции|набережная Фонтанки|
            шоссе Энтузиастов""",
        "Москва Санкт-Петербург Казань Екатеринбург Самара Омск Ростов Уфа Пермь Воронеж",
    ),
    "Ukrainian": Language(
        ("cp1251", "koi8_u", "cp1125"),
        """Олександр Ірина Сергій Оксана Андрій Наталія Юлія Євген Тетяна Віктор Ганна Микола
            Людмила Їжак Богдан Олена Дмитро Катерина Ярослав Леся""",
        """Шевченко Ковальчук Бондаренко Ткаченко Кравченко Олійник Мельник Поліщук Іваненко
            Лисенко Гаврилюк Савченко Руденко Мороз Павленко Ґудзь Єременко Яценко""",
        """вулиця Шевченка|вулиця Грушевського|проспект Перемоги|вулиця Лесі Українки|
            площа Ринок|вулиця Зелена|вулиця Київська|провулок Тихий|бульвар Незалежності|
            вулиця Їхня""",
        "Київ Львів Харків Одеса Дніпро Запоріжжя Чернігів Рівне Тернопіль Ужгород",
    ),
    "Hebrew": Language(
        ("cp1255", "iso8859_8", "cp862"),
        """דוד משה יוסף רחל שרה יעקב אברהם חנה מרים רות יצחק נועה תמר איתן דניאל מיכל אורי שירה
            עומר גיא""",
        """כהן לוי מזרחי פרץ ביטון דהן אברהם פרידמן אזולאי מלכה כץ יוסף גבאי אדרי עמר סגל חדד
            שפירא""",
        """רחוב הרצל|שדרות רוטשילד|רחוב דיזנגוף|רחוב בן יהודה|רחוב יפו|דרך השלום|רחוב אלנבי|
            כיכר המדינה|רחוב ז'בוטינסקי|רחוב ויצמן""",
        "ירושלים חיפה נתניה אשדוד חולון רחובות אילת טבריה עכו צפת",
    ),
    "Arabic": Language(
        ("cp1256", "iso8859_6"),
        """محمد أحمد فاطمة علي عائشة يوسف خديجة عمر مريم خالد نور حسن زينب سعيد ليلى إبراهيم
            سارة طارق هدى ياسين""",
        """العلي حسن السيد عبدالله الحسين منصور القحطاني إسماعيل الشريف حداد النجار بكر الخطيب
            سليمان عثمان الزهراني رمضان صالح""",
        """شارع الملك فهد|شارع النيل|طريق المطار|شارع الجامعة|ميدان التحرير|شارع السلام|
            حي الورود|شارع الاستقلال|شارع فلسطين|طريق الحرير""",
        "القاهرة الرياض جدة دبي بغداد عمان دمشق بيروت الكويت تونس",
    ),
    "Thai": Language(
        ("cp874", "tis_620"),
        """สมชาย สมหญิง ประเสริฐ มาลี วิชัย สุดา ณัฐพล กนกวรรณ อนุชา พรทิพย์ ธนกร ศิริพร วีระ
            จันทร์เพ็ญ สุรชัย นภา ปิยะ อรุณี ชัยวัฒน์ รัตนา""",
        """ใจดี รักดี ศรีสุข แสงทอง บุญมี ทองดี สุขสวัสดิ์ วงศ์สวัสดิ์ พงษ์พันธ์ จันทร์แก้ว
            ไชยวงศ์ คำแก้ว มีสุข อินทร์ชัย สายทอง แก้วมณี""",
        """ถนนสุขุมวิท|ถนนพหลโยธิน|ถนนเพชรบุรี|ซอยลาดพร้าว|ถนนพระราม|ถนนสีลม|ถนนรัชดาภิเษก|
            ถนนวิภาวดี|ถนนเจริญกรุง|ซอยทองหล่อ""",
        "กรุงเทพ เชียงใหม่ ขอนแก่น ภูเก็ต ชลบุรี นครราชสีมา อุดรธานี สงขลา ระยอง พัทยา",
    ),
    "Japanese": Language(
        ("cp932", "euc_jp", "iso2022_jp"),
        """太郎 花子 健一 美咲 翔太 陽子 大輔 由美子 拓也 恵 さくら ひかり 直樹 智子 誠 結衣
            和夫 明美 隆 真由美""",
        """佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 松本 井上 木村
            清水 斎藤 阿部 森""",
        """東京都千代田区丸の内|大阪市北区梅田|名古屋市中区栄|札幌市中央区大通西|
            横浜市西区みなとみらい|福岡市博多区|京都市下京区|神戸市中央区三宮町|仙台市青葉区|
            広島市中区紙屋町""",
        "東京 大阪 名古屋 札幌 横浜 福岡 京都 神戸 仙台 広島",
        glued=True,
    ),
    "Korean": Language(
        ("cp949", "euc_kr"),
        """민수 영희 철수 지훈 서연 민준 수진 현우 지영 은주 동현 미경 성호 혜진 준호 유나 태영
            정숙 하은 예준""",
        "김 이 박 최 정 강 조 윤 장 임 한 오 서 신 권 황 안 송 류 홍",
        """서울시 강남구 테헤란로|부산시 해운대구 우동|종로구 세종대로|마포구 월드컵로|
            서초구 반포대로|중구 을지로|영등포구 여의대로|송파구 올림픽로|성남시 분당구|
            수원시 팔달구""",
        "서울 부산 대구 인천 광주 대전 울산 수원 전주 제주",
        glued=True,
    ),
    "Chinese (simplified)": Language(
        ("gb18030", "gb2312"),
        "伟 芳 娜 秀英 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀兰 霞 建国 志强 海燕 晓明",
        "王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 高 林 罗",
        """北京市朝阳区建国路|上海市浦东新区世纪大道|广州市天河区体育西路|深圳市南山区深南大道|
            杭州市西湖区文三路|成都市武侯区人民南路|武汉市洪山区珞喻路|南京市鼓楼区中山路|
            西安市雁塔区长安路|天津市和平区南京路""",
        "北京 上海 广州 深圳 杭州 成都 武汉 南京 西安 天津",
        glued=True,
    ),
    "Chinese (traditional)": Language(
        ("big5", "big5hkscs"),
        """志明 淑芬 家豪 雅婷 俊傑 美玲 建宏 怡君 冠宇 佳穎 承翰 詩涵 宗翰 欣怡 文雄 麗華 國強
            秀英 子軒 惠雯""",
        "陳 林 黃 張 李 王 吳 劉 蔡 楊 許 鄭 謝 郭 洪 曾 邱 廖 賴 徐",
        """臺北市信義區忠孝東路|新北市板橋區文化路|臺中市西屯區臺灣大道|高雄市前鎮區中山路|
            臺南市東區大學路|桃園市中壢區中正路|新竹市東區光復路|基隆市仁愛區愛三路|
            香港九龍彌敦道|嘉義市西區民族路""",
        "臺北 臺中 高雄 臺南 桃園 新竹 基隆 嘉義 花蓮 香港",
        glued=True,
    ),
}  # fmt: skip
